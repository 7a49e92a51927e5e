import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "pg";
import { connectToWriter } from "#lib/db/platform.ts";
import { faultOf } from "./database-fault.ts";

const UNREACHABLE_MS = 60_000;

/** How often work is tried: after a lost race for a lock, and when a statement was cancelled or took too long. */
interface Tries {
  contended: number;
  timeout: number;
}

const USUAL: Tries = { contended: 8, timeout: 3 };

/** One connection of the engine that comes back after a loss. Not for use by two callers at once. */
export class Session {
  readonly #databaseUrl: string;
  readonly #onRetry: ((error: unknown) => void) | undefined;
  #client: Client | undefined;
  #everConnected = false;

  constructor(databaseUrl: string, onRetry?: (error: unknown) => void) {
    this.#databaseUrl = databaseUrl;
    this.#onRetry = onRetry;
  }

  /**
   * Runs `work`, again after a lost connection, a lost race for a lock, or a statement that was cancelled: it must read what it builds on from the
   * database each time, because a commit whose answer was lost may have happened. The first connection is not retried.
   */
  async use<T>(work: (client: Client) => Promise<T>, tries = USUAL): Promise<T> {
    let lostSince: number | undefined;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work(await this.#connected());
      } catch (error) {
        const fault = faultOf(error);
        const lost = fault === "lost" && this.#everConnected;
        const again = (fault === "contended" || fault === "timeout") && attempt < tries[fault];
        if (!lost && !again) throw error;
        this.#onRetry?.(error);
        lostSince = lost ? (lostSince ?? Date.now()) : undefined;
        if (lostSince !== undefined && Date.now() - lostSince > UNREACHABLE_MS) throw unreachable(error);
        if (lost) await this.close();
        await delay(backOff(attempt));
      }
    }
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (!client) return;
    // A dead connection never answers the farewell.
    await Promise.race([client.end().catch(() => undefined), delay(1_000, undefined, { ref: false })]);
  }

  async #connected(): Promise<Client> {
    this.#client ??= await connectToWriter(this.#databaseUrl);
    this.#everConnected = true;
    return this.#client;
  }
}

function backOff(attempt: number): number {
  const ceiling = Math.min(2_000, 25 * 2 ** attempt);
  return ceiling / 2 + (Math.random() * ceiling) / 2;
}

function unreachable(cause: unknown): Error {
  return new Error(
    "The database has not answered for 60 s. Nothing is half-done: run the job again when it is back.",
    { cause },
  );
}
