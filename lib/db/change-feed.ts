import { EventEmitter } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";

export interface ChangeFeed {
  /** Calls back with the topic of each change, and with `reconnected` after changes may have been missed. */
  subscribe: (onChange: (topic: string) => void) => () => void;
}

const CHANNEL = "key_rotation";
const RECONNECT_MS = 1_000;

/** One LISTEN connection for the whole process, reopened when it is lost. */
export function openChangeFeed(url: string): ChangeFeed {
  const changes = new EventEmitter().setMaxListeners(0);
  void listenForever(url, (topic) => changes.emit("change", topic));
  return {
    subscribe: (onChange) => {
      changes.on("change", onChange);
      return () => changes.off("change", onChange);
    },
  };
}

async function listenForever(url: string, announce: (topic: string) => void): Promise<never> {
  for (;;) {
    const client = new Client({
      connectionString: url,
      application_name: "keyturn-changes",
      keepAlive: true,
    });
    const ended = new Promise<void>((done) => {
      client.once("end", done);
      client.once("error", () => done());
    });
    client.on("notification", ({ payload }) => announce(topicOf(payload)));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      announce("reconnected");
      await ended;
    } catch {
      await client.end().catch(() => undefined);
    }
    await delay(RECONNECT_MS);
  }
}

function topicOf(payload: string | undefined): string {
  try {
    const parsed: unknown = JSON.parse(payload ?? "{}");
    return typeof parsed === "object" && parsed && "topic" in parsed ? String(parsed.topic) : "unknown";
  } catch {
    return "unknown";
  }
}
