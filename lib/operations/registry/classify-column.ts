import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import type { Actor } from "../../domain/actor.ts";
import type { AuditEvent } from "../../domain/audit/audit-event.ts";
import { type ColumnName, fullName } from "../../domain/registry/column-name.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import { everyColumnClassified } from "../../domain/rotation/checks/data-checks.ts";
import { phasesInOrder } from "../../domain/rotation/procedure.ts";
import { defineOperation } from "../operation.ts";
import { personWith } from "../permissions.ts";
import { refuseOperators } from "../rotation/refuse-operators.ts";

const Classified = z.object({
  schema: z.string(),
  table: z.string(),
  column: z.string(),
  classification: z.enum(["encrypted", "not-encrypted", "dropped"]),
  note: z.string().trim().min(5, "Say in at least five characters what the column holds.").max(200),
});

/**
 * An approver's word on one binary column: every rotation re-encrypts it, or none does, or the platform has dropped it.
 * Not while a re-encryption runs: it goes through the columns that it was started with. Who operates the active rotation
 * leaves no column out of it.
 */
export const classifyColumn = defineOperation({
  name: "classify-column",
  input: Classified,
  permit: personWith("security-approver"),
  run: async ({ tx, principal, now, wake }, input) => {
    if (principal.kind !== "person") return refuse("forbidden", "Only a person can do this.");
    // The rotation before the registry, so that none starts its re-encryption meanwhile and two people take turns.
    await tx.$queryRaw`SELECT id FROM key_rotation.rotation WHERE status = 'active' FOR UPDATE`;
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('registry of columns'))::text`;
    if (input.classification !== "encrypted") {
      const permitted = await refuseOperators(tx, principal, "say that this column is left out");
      if (!permitted.ok) return permitted;
    }
    const changed = await WRITE[input.classification](tx, { ...input, by: principal.actor });
    if (!changed.ok) return changed;
    for (const phaseRunId of await outdatedInspections(tx, now))
      await wake({ queue: "inspect-phase", phaseRunId });
    return ok({ result: null, events: [eventOf(input)] });
  },
});

const ASK_FOR_COLUMNS = phasesInOrder()
  .filter(({ phase }) => phase.checks.some((check) => check.id === everyColumnClassified.id))
  .map(({ step }) => step.id);

/** Phases whose checks or plan were made for the registry as it was: the worker looks at them again at once. */
async function outdatedInspections(tx: Transaction, now: Date): Promise<string[]> {
  const outdated = {
    stepId: { in: ASK_FOR_COLUMNS },
    status: { in: ["ready", "awaiting-approval", "approved", "failed"] },
    rotation: { status: "active" },
    inspectedAt: { not: null },
  };
  const runs = await tx.phaseRun.updateManyAndReturn({
    where: outdated,
    data: { inspectionRequestedAt: now },
    select: { id: true },
  });
  return runs.map(({ id }) => id);
}

type Writer = (tx: Transaction, entry: ColumnName & { note: string; by: Actor }) => Promise<Result<null>>;

const WRITE: Record<z.infer<typeof Classified>["classification"], Writer> = {
  encrypted: register,
  "not-encrypted": async (tx, { schema, table, column, note, by }) => {
    const written = await tx.$executeRaw`
      INSERT INTO key_rotation.unencrypted_column (table_schema, table_name, column_name, reason, classified_by)
      SELECT table_schema, table_name, column_name, ${note}, ${nameOf(by)} FROM key_rotation.unclassified_column
       WHERE (table_schema, table_name, column_name) = (${schema}, ${table}, ${column})`;
    return written === 1 ? ok(null) : NOT_WAITING;
  },
  dropped: remove,
};

const NOT_WAITING = refuse(
  "stale",
  "This column is not waiting for a classification any more. Reload the page and look again.",
);

const nameOf = ({ name, email }: Actor) => `${name} <${email}>`;

async function register(
  tx: Transaction,
  { schema, table, column, note, by }: Parameters<Writer>[1],
): Promise<Result<null>> {
  const free = await demandNoRunningJob(tx);
  if (!free.ok) return free;
  // What was called not encrypted by mistake is corrected by registering it.
  await tx.$executeRaw`
    DELETE FROM key_rotation.unencrypted_column
     WHERE (table_schema, table_name, column_name) = (${schema}, ${table}, ${column})`;
  const [found] = await tx.$queryRaw<{ is_array: boolean; row_key: string | null }[]>`
    SELECT is_array, row_key FROM key_rotation.unclassified_column
     WHERE (table_schema, table_name, column_name) = (${schema}, ${table}, ${column})`;
  if (!found) return NOT_WAITING;
  if (found.is_array || found.row_key === null) {
    const why = found.is_array ? "It holds arrays of values" : "Its table has no unique, not-null key";
    return refuse(
      "wrong-state",
      `${why}, which a rotation cannot go through. Change the platform's table first.`,
    );
  }
  const [{ registered } = { registered: false }] = await tx.$queryRaw<{ registered: boolean }[]>`
    SELECT key_rotation.register_column(${schema}, ${table}, ${column}, ${note}, ${nameOf(by)}) AS registered`;
  return registered ? ok(null) : NOT_WAITING;
}

async function remove(
  tx: Transaction,
  { schema, table, column }: Parameters<Writer>[1],
): Promise<Result<null>> {
  const free = await demandNoRunningJob(tx);
  if (!free.ok) return free;
  const [{ exists } = { exists: true }] = await tx.$queryRaw<{ exists: boolean }[]>`
    SELECT key_rotation.column_exists(${schema}, ${table}, ${column}) AS exists`;
  if (exists)
    return refuse(
      "wrong-state",
      "The platform still has this column. It stays registered as long as it exists.",
    );
  const registered = await tx.$executeRaw`
    DELETE FROM key_rotation.encrypted_column
     WHERE (table_schema, table_name, column_name) = (${schema}, ${table}, ${column})`;
  const excused = await tx.$executeRaw`
    DELETE FROM key_rotation.unencrypted_column
     WHERE (table_schema, table_name, column_name) = (${schema}, ${table}, ${column})`;
  return registered + excused > 0 ? ok(null) : NOT_WAITING;
}

async function demandNoRunningJob(tx: Transaction): Promise<Result<null>> {
  const running = await tx.phaseRun.count({ where: { stepId: "re-encrypt", status: "running" } });
  // Started from a terminal it has no phase; a job whose processes died is no longer worked and is superseded.
  const [{ worked } = { worked: true }] = await tx.$queryRaw<{ worked: boolean }[]>`
    SELECT EXISTS (
      SELECT FROM key_rotation.reencryption_job j WHERE j.status = 'running' AND (
        EXISTS (SELECT FROM key_rotation.reencryption_lease l WHERE l.job_id = j.id AND l.expires_at > clock_timestamp())
        OR EXISTS (SELECT FROM key_rotation.reencryption_worker w WHERE w.job_id = j.id AND w.expires_at > clock_timestamp()))
    ) AS worked`;
  return running === 0 && !worked
    ? ok(null)
    : refuse(
        "wrong-state",
        "A re-encryption is running through the registered columns. Wait until it ends, or cancel it first.",
      );
}

const ACTION = {
  encrypted: "COLUMN_REGISTERED",
  "not-encrypted": "COLUMN_NOT_ENCRYPTED",
  dropped: "COLUMN_REMOVED",
} as const;

function eventOf({ classification, note, ...name }: z.infer<typeof Classified>): AuditEvent {
  return {
    action: ACTION[classification],
    entityType: "registry",
    entityId: null,
    changes: { column: fullName(name), note },
    context: "compliance_maintenance",
  };
}
