import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { type Marks, type Throttle, throttleText } from "../../domain/reencryption/throttle.ts";
import { ok, refuse } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { personWith } from "../permissions.ts";
import { takeOperatorDuty } from "../rotation/locked-phase.ts";
import { lockRunningJob } from "./locked-job.ts";

const optional = (what: string, most: number) =>
  z.preprocess(
    (typed) => (typed === "" ? null : typed),
    z.coerce.number(`Give ${what} as a number.`).positive().max(most).nullable(),
  );

const Input = z.object({
  jobId: z.uuid(),
  version: z.coerce.number().int().min(0),
  dutyPercent: optional("the share of time", 100).pipe(z.number().int().min(1).nullable()),
  lagHigh: optional("the replica lag", 86_400),
  lagLow: optional("the replica lag", 86_400),
  p95High: optional("the p95", 600_000),
  p95Low: optional("the p95", 600_000),
  deadHigh: optional("the share of dead rows", 100),
  deadLow: optional("the share of dead rows", 100),
});

/**
 * Sets what protects the application while the job runs: its share of the time, and the marks of replica lag, p95 and dead rows
 * beyond which the coordinator holds it back. Empty switches a limit off, which is how an operator goes on without a replica
 * that stopped.
 */
export const protectApplication = defineOperation({
  name: "protect-application",
  input: Input,
  permit: personWith("security-engineer"),
  run: async ({ tx, principal }, { jobId, version, ...typed }) => {
    const locked = await lockRunningJob(tx, jobId);
    if (!locked.ok) return locked;
    const { rotation, context } = locked.value;
    const duty = await takeOperatorDuty(tx, principal, rotation.id);
    if (!duty.ok) return duty;
    if (locked.value.version !== version)
      return refuse("stale", "This changed while you were looking at it. Reload the page and look again.");
    const lag = marksOf(typed.lagHigh, typed.lagLow);
    const p95 = marksOf(typed.p95High, typed.p95Low);
    const deadRows = marksOf(typed.deadHigh, typed.deadLow);
    if (lag === "upside-down" || p95 === "upside-down" || deadRows === "upside-down")
      return refuse(
        "invalid-input",
        "The mark below which it goes on cannot be above the one that holds it.",
      );
    const throttle: Throttle = { dutyPercent: typed.dutyPercent, lag, p95, deadRows };
    const before = await replaceThrottle(tx, jobId, throttle);
    const text = `${principal.actor?.name ?? "Somebody"} set the protection: ${throttleText(throttle)}.`;
    await tx.$executeRaw`
      INSERT INTO key_rotation.reencryption_log (job_id, level, text) VALUES (${jobId}::uuid, 'info', ${text})`;
    const event = {
      action: "REENCRYPTION_PROTECTION_CHANGED",
      entityType: "encryption_key",
      entityId: BigInt(rotation.newVersion),
      changes: {
        rotation: rotation.id,
        step: "re-encrypt",
        job: jobId,
        protection: { from: throttleText(before), to: throttleText(throttle) },
      },
      context,
    };
    return ok({ result: null, events: [event] });
  },
});

/** A low mark that was left empty is half of the high one. */
function marksOf(high: number | null, low: number | null): Marks | null | "upside-down" {
  if (high === null) return null;
  return low !== null && low > high ? "upside-down" : { high, low: low ?? high / 2 };
}

/** Returns what stood before. The row is locked by then. */
async function replaceThrottle(
  tx: Transaction,
  jobId: string,
  { dutyPercent, lag, p95, deadRows }: Throttle,
): Promise<Throttle> {
  const [row] = await tx.$queryRaw<{ duty: number | null; marks: (number | null)[] }[]>`
    SELECT duty_percent AS duty,
           ARRAY[lag_high_seconds, lag_low_seconds, p95_high_ms, p95_low_ms, dead_high_percent, dead_low_percent]::float8[] AS marks
      FROM key_rotation.reencryption_control WHERE job_id = ${jobId}::uuid`;
  await tx.$executeRaw`
    UPDATE key_rotation.reencryption_control SET duty_percent = ${dutyPercent}::smallint,
           lag_high_seconds = ${lag?.high ?? null}::real, lag_low_seconds = ${lag?.low ?? null}::real,
           p95_high_ms = ${p95?.high ?? null}::real, p95_low_ms = ${p95?.low ?? null}::real,
           dead_high_percent = ${deadRows?.high ?? null}::real, dead_low_percent = ${deadRows?.low ?? null}::real, version = version + 1
     WHERE job_id = ${jobId}::uuid`;
  const [lagHigh, lagLow, p95High, p95Low, deadHigh, deadLow] = row?.marks ?? [];
  return {
    dutyPercent: row?.duty ?? null,
    lag: storedMarks(lagHigh, lagLow),
    p95: storedMarks(p95High, p95Low),
    deadRows: storedMarks(deadHigh, deadLow),
  };
}

function storedMarks(high: number | null = null, low: number | null = null): Marks | null {
  return high === null || low === null ? null : { high, low };
}
