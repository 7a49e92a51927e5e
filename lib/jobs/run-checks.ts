import type { Check } from "../domain/rotation/step.ts";
import type { CheckResults } from "../operations/rotation/check-results.ts";
import type { StepContext } from "../ports/step-context.ts";
import { describeError } from "./describe-error.ts";

/** Runs every check. One that throws is unknown, with the reason: a question without an answer blocks like a bad one. */
export async function runChecks(checks: readonly Check[], context: StepContext): Promise<CheckResults> {
  return Promise.all(
    checks.map(async ({ id, label, expected, source, run }) => {
      const answer = await run(context).catch((error: unknown) => ({
        outcome: "unknown" as const,
        value: describeError(error),
      }));
      return { id, label, expected, source, ...answer, checkedAt: new Date().toISOString() };
    }),
  );
}
