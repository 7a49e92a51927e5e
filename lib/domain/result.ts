import type { Problem } from "./problem.ts";

/** An expected refusal is a value; a thrown error means a bug or an outage. */
export type Result<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function refuse<T = never>(code: Problem["code"], message: string): Result<T> {
  return { ok: false, problem: { code, message } };
}
