import type { OutsideAnswer, OutsideRequest } from "./exchange.ts";

export type Interruption =
  /** Refused before anything is done. */
  | { kind: "answer"; answer: OutsideAnswer }
  | { kind: "silent" }
  /** Not done, and the connection is cut. */
  | { kind: "cut" }
  /** Answered after a while. */
  | { kind: "slow"; ms: number }
  /** Done, and then the connection is cut instead of an answer. */
  | { kind: "lose-answer" };

/** Faults of the stand-ins, each for the next requests whose `METHOD path` contains `where`. */
export class Interruptions {
  #waiting: { where: string; left: number; how: Interruption }[] = [];

  add(where: string, how: Interruption, times = 1): void {
    this.#waiting.push({ where, left: times, how });
  }

  clear(): void {
    this.#waiting = [];
  }

  /** Uses up one occurrence. */
  take({ method, path }: OutsideRequest): Interruption | undefined {
    const hit = this.#waiting.find(({ where }) => `${method} ${path}`.includes(where));
    if (!hit) return undefined;
    hit.left -= 1;
    this.#waiting = this.#waiting.filter(({ left }) => left > 0);
    return hit.how;
  }
}
