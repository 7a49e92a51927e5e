import { z } from "zod";
import { type ControlOrder, type ControlState, obey, rateText } from "../../domain/reencryption/control.ts";
import { ok, refuse } from "../../domain/result.ts";
import { defineOperation, type Principal } from "../operation.ts";
import { personWith } from "../permissions.ts";
import { takeOperatorDuty } from "../rotation/locked-phase.ts";
import { type LockedJob, lockRunningJob } from "./locked-job.ts";

const Rate = z.preprocess(
  (typed) => (typed === "" ? null : typed),
  z.coerce.number("Give the cells per second as a whole number.").int().min(1).max(10_000_000).nullable(),
);
const Target = z.object({ jobId: z.uuid(), version: z.coerce.number().int().min(0) });

const Order = z.discriminatedUnion("order", [
  Target.extend({ order: z.literal("pause") }),
  Target.extend({ order: z.literal("resume") }),
  Target.extend({ order: z.literal("cancel") }),
  Target.extend({ order: z.literal("rate"), cellsPerSecond: Rate }),
]);

const ACTIONS = {
  pause: "REENCRYPTION_PAUSED",
  resume: "REENCRYPTION_RESUMED",
  cancel: "REENCRYPTION_CANCELLED",
  rate: "REENCRYPTION_RATE_CHANGED",
} as const;

/** An operator's order to the running job. The engine obeys it between two batches; nothing that was done is lost. */
export const controlReencryption = defineOperation({
  name: "control-reencryption",
  input: Order,
  permit: personWith("security-engineer"),
  run: async ({ tx, principal, now }, { jobId, version, ...order }) => {
    const locked = await lockRunningJob(tx, jobId);
    if (!locked.ok) return locked;
    const { rotation, state } = locked.value;
    const duty = await takeOperatorDuty(tx, principal, rotation.id);
    if (!duty.ok) return duty;
    if (locked.value.version !== version)
      return refuse("stale", "This changed while you were looking at it. Reload the page and look again.");
    const next = obey(state, order);
    if (!next.ok) return next;
    const { wish, cellsPerSecond } = next.value;
    const by = order.order === "rate" ? null : (principal.actor?.id ?? null);
    await tx.$executeRaw`
      UPDATE key_rotation.reencryption_control SET wish = ${wish}, cells_per_second = ${cellsPerSecond}, version = version + 1,
             wished_by = coalesce(${by}::uuid, wished_by),
             wished_at = CASE WHEN ${by}::uuid IS NULL THEN wished_at ELSE ${now}::timestamptz END
       WHERE job_id = ${jobId}::uuid`;
    await tx.$executeRaw`
      INSERT INTO key_rotation.reencryption_log (job_id, level, text)
      VALUES (${jobId}::uuid, 'info', ${sentence(principal, order, next.value)})`;
    return ok({ result: null, events: [eventOf(locked.value, order, next.value)] });
  },
});

function sentence(principal: Principal, { order }: ControlOrder, { cellsPerSecond }: ControlState): string {
  const who = principal.actor?.name ?? "Somebody";
  if (order === "rate") return `${who} set the rate: ${rateText(cellsPerSecond)}.`;
  return `${who} asked to ${order}.`;
}

function eventOf(
  { jobId, rotation, state, context }: LockedJob,
  { order }: ControlOrder,
  next: ControlState,
) {
  const rate = { from: state.cellsPerSecond, to: next.cellsPerSecond, approved: state.mostCellsPerSecond };
  return {
    action: ACTIONS[order],
    entityType: "encryption_key",
    entityId: BigInt(rotation.newVersion),
    changes: { rotation: rotation.id, step: "re-encrypt", job: jobId, ...(order === "rate" ? { rate } : {}) },
    context,
  };
}
