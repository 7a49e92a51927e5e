/** Why an operation was refused. `message` is written for the person who asked and says what to do. */
export interface Problem {
  code: ProblemCode;
  message: string;
}

export type ProblemCode =
  | "invalid-input"
  | "not-signed-in"
  | "forbidden"
  | "not-found"
  | "wrong-state"
  | "stale"
  | "expired"
  | "dependency-failed";
