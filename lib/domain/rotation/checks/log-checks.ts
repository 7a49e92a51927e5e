import type { StepContext } from "../../../ports/step-context.ts";
import type { Check, CheckOutcome } from "../step.ts";

/** How far back a log's newest event may lie before its silence counts as unknown. */
const SILENCE_MS = 10 * 60_000;
/** How long a deployment's tasks are taken to start, and how long a later error counts. */
const WINDOW_MS = 15 * 60_000;

type LogContext = Pick<StepContext, "logs" | "clock">;

async function isSilent({ logs, clock }: LogContext): Promise<boolean> {
  const newest = await logs.newestEvent();
  return newest === null || clock.now() - newest.getTime() > SILENCE_MS;
}

const SILENT: CheckOutcome = { outcome: "unknown", value: "the log is silent" };

/** Errors since an instant; a log that nobody writes to proves nothing. */
export async function errorsSince(context: LogContext, since: Date): Promise<CheckOutcome> {
  if (await isSilent(context)) return SILENT;
  const { matches } = await context.logs.findErrors(since);
  return { outcome: matches === 0 ? "pass" : "fail", value: `${matches} errors` };
}

/**
 * Errors while the tasks of the newest deployment started count until another deployment replaces them. A later one counts
 * for as long again: what was mended meanwhile, by a repeated re-encryption for example, must not block for ever.
 */
export const noStartUpErrors: Check = {
  id: "no-start-up-errors",
  label: "No error in the logs after the deployment, nor now",
  expected:
    "0 errors in the 15 minutes after the newest deployment and in the last 15, from a log that is written to",
  source: "CloudWatch Logs of the platform",
  run: async (context) => {
    const { deployments } = await context.fleet.observe();
    if (deployments.length === 0) return { outcome: "unknown", value: "no deployment is there" };
    if (await isSilent(context)) return SILENT;
    const deployedAt = Math.max(...deployments.map(({ createdAt }) => createdAt.getTime()));
    const started = deployedAt + WINDOW_MS;
    const starting = await context.logs.findErrors(new Date(deployedAt), new Date(started));
    if (starting.matches > 0)
      return {
        outcome: "fail",
        value: `${starting.matches} errors after the deployment; mend them and deploy again`,
      };
    const now = context.clock.now();
    const lately = new Date(Math.max(started, now - WINDOW_MS));
    const { matches } = started < now ? await context.logs.findErrors(lately) : starting;
    return matches === 0
      ? { outcome: "pass", value: "0 errors" }
      : {
          outcome: "fail",
          value: `${matches} errors in the last 15 minutes; mend them, then wait until they are past`,
        };
  },
};
