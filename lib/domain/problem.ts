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
  | "step-up-required"
  | "dependency-failed";

export const HTTP_STATUS: Record<ProblemCode, number> = {
  "invalid-input": 400,
  "not-signed-in": 401,
  forbidden: 403,
  "not-found": 404,
  "wrong-state": 409,
  stale: 409,
  expired: 409,
  "step-up-required": 403,
  "dependency-failed": 503,
};
