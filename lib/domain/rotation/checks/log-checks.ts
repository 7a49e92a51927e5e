import type { StepContext } from "../../../ports/step-context.ts";
import type { Check, CheckOutcome } from "../step.ts";

/** How far back a log's newest event may lie before its silence counts as unknown. */
const SILENCE_MS = 10 * 60_000;

/** Errors since an instant; a log that nobody writes to proves nothing. */
export async function errorsSince(
  { logs, clock }: Pick<StepContext, "logs" | "clock">,
  since: Date,
): Promise<CheckOutcome> {
  const newest = await logs.newestEvent();
  if (newest === null || clock.now() - newest.getTime() > SILENCE_MS)
    return { outcome: "unknown", value: "the log is silent" };
  const { matches } = await logs.findErrors(since);
  return { outcome: matches === 0 ? "pass" : "fail", value: `${matches} errors` };
}

export const noStartUpErrors: Check = {
  id: "no-start-up-errors",
  label: "No error in the logs since the deployment",
  expected: "0 errors since the newest deployment, from a log that is written to",
  source: "CloudWatch Logs of the platform",
  run: async (context) => {
    const { deployments } = await context.fleet.observe();
    const newest = deployments
      .map(({ createdAt }) => createdAt)
      .toSorted((a, b) => b.getTime() - a.getTime())[0];
    return newest ? errorsSince(context, newest) : { outcome: "unknown", value: "no deployment is there" };
  },
};
