import type { OutsideMonitor } from "../../../ports/monitors.ts";
import type { StepContext } from "../../../ports/step-context.ts";
import { proveFleet } from "../fleet-proof.ts";
import { instantText } from "../instant-text.ts";
import type { Check } from "../step.ts";
import { decryptEveryCell } from "../steps/verify.ts";
import { errorsSince } from "./log-checks.ts";

const EVER = new Date(0);
const LOG_MONITOR = "no-decrypt-errors";

export const noDecryptErrors: Check = {
  id: LOG_MONITOR,
  label: "No encryption or decryption error in the logs",
  expected: "0 that two people have not explained, from a log that is written to",
  source: "CloudWatch Logs of the platform",
  run: async (context) => errorsSince(context, await context.safety.explainedUntil(LOG_MONITOR)),
};

export const tasksStayHealthy: Check = {
  id: "tasks-stay-healthy",
  label: "Every task encrypts with the new key",
  expected: "health of every task names the new version",
  source: "/health of each task",
  run: async (context) => {
    const { fleet, rotation } = context;
    const injects = `ENCRYPTION_KEY_V${rotation.newVersion}`;
    const { missing, tasks, isRollingOut } = await proveFleet(fleet, {
      createdAfter: EVER,
      injects,
      writes: [rotation.newVersion],
    });
    if (missing.length === 0) return { outcome: "pass", value: `${tasks.length} tasks healthy` };
    // An ordinary deployment of the platform is no failure of the new key; it blocks while it lasts.
    return { outcome: isRollingOut ? "unknown" : "fail", value: missing.join("; ") };
  },
};

export const nothingOnOldVersion: Check = {
  id: "nothing-on-old-version",
  label: "No cell is labelled with another version",
  expected: "0 cells outside the new version",
  source: "census on the writer",
  run: async ({ platformData, rotation }) => {
    const columns = await platformData.takeCensus();
    const outside = columns.reduce(
      (sum, column) => sum + column.nonNull - (column.byVersion[rotation.newVersion] ?? 0),
      0,
    );
    const quarantine = await platformData.judgeQuarantine(rotation.id);
    const waived = quarantine.reduce((sum, column) => sum + column.waivedStrays, 0);
    return {
      outcome: outside === waived ? "pass" : "fail",
      value: waived === 0 ? `${outside} cells` : `${outside} cells, of which ${waived} waived`,
    };
  },
};

export const everyRowDecryptsWithoutOldKey: Check = {
  id: "every-row-decrypts-without-old-key",
  label: "Every row decrypts without the old key",
  expected: "0 cells fail with the new key alone, but those that two people waived",
  source: "full verification on the writer, now",
  run: async ({ platformData, rotation, signal }) => {
    const result = await platformData.verify({ rotationId: rotation.id, signal });
    if (result.status === "failed")
      return { outcome: "unknown", value: result.error ?? "could not be verified" };
    const cells = result.columns.reduce((sum, column) => sum + column.total, 0);
    const failed = result.columns.reduce((sum, column) => sum + column.failed, 0);
    const waived = result.columns.reduce((sum, column) => sum + column.waived, 0);
    const apart = waived === 0 ? "" : `, ${waived} waived by two people and unchanged`;
    return {
      outcome: failed === 0 ? "pass" : "fail",
      value: `${(cells - failed - waived).toLocaleString("en")} of ${cells.toLocaleString("en")} cells decrypt${apart}`,
    };
  },
};

export const safetyPeriodOver: Check = {
  id: "safety-period-over",
  label: "The safety period is over and no issue is open",
  expected: "period ended, 0 open issues",
  source: "database clock",
  run: async (context) => {
    // Its evidence is missing when the period was never watched: then this throws, and unknown blocks.
    context.evidenceOf("verify", decryptEveryCell);
    const { isOver, openIssues, endsAt } = await context.safety.state();
    return {
      outcome: isOver && openIssues === 0 ? "pass" : "fail",
      value: `${isOver ? "ended" : "ends"} ${instantText(endsAt)}, ${openIssues} open issues`,
    };
  },
};

const MONITORS: readonly Check[] = [noDecryptErrors, tasksStayHealthy, nothingOnOldVersion];

/** What the worker reads again and again while the period lasts: the platform itself, and every outside monitor. */
async function readMonitors(context: StepContext) {
  return Promise.all(
    [...MONITORS, ...context.monitors.map(asCheck)].map(async ({ id, label, run }) => {
      const answer = await run(context).catch((error: unknown) => ({
        outcome: "unknown" as const,
        value: error instanceof Error ? error.message : "did not answer",
      }));
      return { id, label, ...answer };
    }),
  );
}

/** Reads every monitor and keeps the readings: a failure opens an issue. */
export async function watchOnce(context: StepContext) {
  const closedBefore = await context.safety.closedIssues();
  const monitors = await readMonitors(context);
  return { monitors, state: await context.safety.record(monitors, closedBefore) };
}

/** The monitors as they answer now: what was read while the period lasted may be long ago. */
export const everyMonitorAnswersWell: Check = {
  id: "every-monitor-answers-well",
  label: "Every monitor of the safety period answers well now",
  expected: "no finding that two people have not explained, and no monitor silent",
  source: "logs, /health, census and outside monitors, now",
  run: async (context) => {
    const monitors = await readMonitors(context);
    const bad = monitors.filter(({ outcome }) => outcome !== "pass");
    const failing = bad.some(({ outcome }) => outcome === "fail");
    return {
      outcome: bad.length === 0 ? "pass" : failing ? "fail" : "unknown",
      value:
        bad.length === 0
          ? monitors.map(({ label }) => label).join("; ")
          : bad.map(({ label, value }) => `${label}: ${value}`).join("; "),
    };
  },
};

/** What two people have explained is not reported again. */
function asCheck({ id, label, expected, source, read }: OutsideMonitor): Check {
  return { id, label, expected, source, run: async ({ safety }) => read(await safety.explainedUntil(id)) };
}
