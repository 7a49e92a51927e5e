import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

export interface Call {
  method: "GET" | "PUT";
  path: string;
  body?: unknown;
}

export type Outcome =
  /** `retried`: an earlier task took the request and never answered. */
  | { kind: "answered"; status: number; body: unknown; retried: boolean }
  /** No task accepted the connection: certainly not performed. */
  | { kind: "refused" }
  | { kind: "answer-lost" };

const ROUNDS = 3;

function once(target: string, { method, path, body }: Call): Promise<{ status: number; body: unknown }> {
  return new Promise((done, fail) => {
    // One connection per request: a kept-alive one that a draining task closes looks like a lost answer.
    const sent = request(new URL(path, target), { method, agent: false, timeout: 8_000 }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", fail);
      response.on("end", () => {
        try {
          done({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(parts).toString("utf8")) });
        } catch (cause) {
          fail(cause);
        }
      });
    });
    sent.on("timeout", () => sent.destroy(new Error("timeout")));
    sent.on("error", fail);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function wasRefused(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ECONNREFUSED";
}

/** Sends as a load balancer does: to one live task, and to the next when that one has just gone away. */
export async function sendToAny(targets: () => readonly string[], call: Call): Promise<Outcome> {
  let answerLost = false;
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round > 0) await delay(100);
    const live = targets();
    const start = Math.floor(Math.random() * live.length);
    for (const target of [...live.slice(start), ...live.slice(0, start)]) {
      try {
        return { kind: "answered", ...(await once(target, call)), retried: answerLost };
      } catch (cause) {
        answerLost ||= !wasRefused(cause);
      }
    }
  }
  return answerLost ? { kind: "answer-lost" } : { kind: "refused" };
}
