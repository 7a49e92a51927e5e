import { findPhase, phasesInOrder } from "#lib/domain/rotation/procedure.ts";
import { createRotation } from "#lib/operations/rotation/create-rotation.ts";
import { anasToken } from "./calendar-cases.ts";
import { connected } from "./integration-cases.ts";
import { type Keeper, openKeeper } from "./kept-world.ts";
import { FAILING, failing } from "./message-world.ts";
import { adopted, checks, must, type Name, openWorld, PLAN, type World } from "./operations-world.ts";
import { runningJob } from "./reencryption-world.ts";
import { newColumn } from "./registry-cases.ts";
import { asShown } from "./safety-world.ts";
import { filledIn, type Situation, type Status } from "./situations.ts";
import { lostCell } from "./waiver-world.ts";

export const PLAN_HASH = "ab".repeat(32);
const DECIDERS: readonly Name[] = ["mihai", "dan"];

export interface SituationWorld {
  world: World;
  keeper: Keeper;
  rotationId: string;
}

/** Put in place, with the ids that an action names. */
export interface Placed {
  rotationId: string;
  phaseRunId: string;
  requestId: string | null;
  issueId: string | null;
  /** When what was found was written. */
  explainedAt: string;
  /** A job that runs as far as its own row says. */
  jobId: string;
  /** An open one for a lost cell, proposed by Ioana, and another such cell. */
  waiverId: string;
  lostCell: Record<string, unknown>;
}

/** A rotation that Ana operates and in which Mihai has approved something, ready to be put into any situation. */
export async function openSituationWorld(): Promise<SituationWorld> {
  const world = await openWorld();
  await newColumn(world);
  await connected(world);
  await failing(world, FAILING);
  await anasToken(world);
  const keeper = await openKeeper(world.database.pool);
  await keeper.keep("nothing");
  await adopted(world);
  await keeper.keep("adopted");
  const { rotationId } = await must(createRotation(world.web, world.people.ana, {}));
  await world.database.pool.query("DELETE FROM key_rotation.phase_run");
  for (const name of DECIDERS.slice(0, 1)) await takeDuty(world, rotationId, { name, duty: "approver" });
  await keeper.keep("created");
  return { world, keeper, rotationId };
}

async function takeDuty(
  { database, idOf }: World,
  rotationId: string,
  { name, duty }: { name: Name; duty: "operator" | "approver" },
): Promise<void> {
  await database.pool.query(
    "INSERT INTO key_rotation.participant (rotation_id, actor_id, duty) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    [rotationId, idOf(name), duty],
  );
}

/** Writes the situation past the operations, as the database's owner. */
export async function place({ world, keeper, rotationId }: SituationWorld, it: Situation): Promise<Placed> {
  await keeper.restore("created");
  const order = phasesInOrder().map(({ step, phase }) => ({ stepId: step.id, phaseId: phase.id }));
  const index = order.findIndex(({ stepId, phaseId }) => stepId === it.stepId && phaseId === it.phaseId);
  const runs = new Map<string, string>();
  for (const key of order.slice(0, index))
    runs.set(key.phaseId, await insertRun(world, rotationId, { ...key, status: "completed" }));
  const phaseRunId = await insertRun(world, rotationId, it);
  runs.set(it.phaseId, phaseRunId);
  const next = order[index + 1];
  if (it.status === "superseded") await insertRun(world, rotationId, { ...it, status: "ready", attempt: 2 });
  if (it.status === "completed" && next) {
    const status = findPhase(next.stepId, next.phaseId)?.startsByItself ? "running" : "ready";
    runs.set(next.phaseId, await insertRun(world, rotationId, { ...next, status }));
  }
  await writeFacts(world, rotationId, index + (it.status === "completed" ? 1 : 0));
  const watch = runs.get("watch");
  const issueId = watch ? await writePeriod(world, { rotationId, watch, safety: it.safety }) : null;
  return {
    rotationId,
    phaseRunId,
    requestId: await submitted(world, { rotationId, phaseRunId }, it),
    issueId,
    explainedAt: issueId ? (await asShown(world, issueId)).proposedAt : new Date(0).toISOString(),
    jobId: await runningJob(world, rotationId),
    waiverId: await writeWaiver(world, rotationId),
    lostCell: await lostCell(world, rotationId, { rowKey: "8" }),
  };
}

interface Row {
  stepId: string;
  phaseId: string;
  status: Status;
  attempt?: number;
  effectBegun?: boolean;
}

async function insertRun({ database, idOf }: World, rotationId: string, row: Row): Promise<string> {
  const { stepId, phaseId, status, attempt = 1, effectBegun = false } = row;
  const fields = filledIn(findPhase(stepId, phaseId)?.fields ?? []);
  const { rows } = await database.pool.query<{ id: string }>(
    `INSERT INTO key_rotation.phase_run (rotation_id, step_id, phase_id, attempt, revision, status, input, plan,
       plan_hash, inspected_at, effect_begun_at, started_by, created_at)
     VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, now(), CASE WHEN $9 THEN now() END, $10, clock_timestamp()) RETURNING id::text`,
    [rotationId, stepId, phaseId, attempt, status, fields, PLAN, PLAN_HASH, effectBegun, idOf("ana")],
  );
  const [check] = checks();
  await database.pool.query(
    `INSERT INTO key_rotation.check_result (phase_run_id, moment, check_id, position, label, outcome, value, expected, source)
     VALUES ($1, 'inspection', $2, 0, $3, 'pass', '', '', '')`,
    [rows[0]?.id, check?.id, check?.label],
  );
  return rows[0]?.id ?? "";
}

/** What the completed phases left behind, by how many they are. */
async function writeFacts({ database }: World, rotationId: string, completed: number): Promise<void> {
  const order = phasesInOrder().map(({ step, phase }) => `${step.id}/${phase.id}`);
  const after = (name: string) => completed > order.indexOf(name);
  const statements = [
    after("generate-key/generate") &&
      `INSERT INTO key_rotation.key_version (number, fingerprint, state) VALUES (2, '22', 'pre-activation');
       INSERT INTO key_rotation.escrow_copy (key_version, label, recipients, sealed, sha256) VALUES (2, 'V2', '{age1x}', 'sealed', '00')`,
    after("deploy/switch-writes") &&
      `UPDATE key_rotation.key_version SET state = 'deactivated' WHERE number = 1;
       UPDATE key_rotation.key_version SET state = 'active' WHERE number = 2`,
    after("retire-old-key/retire") && "UPDATE key_rotation.rotation SET retired_at = now()",
    after("documentation/documents") &&
      "UPDATE key_rotation.rotation SET status = 'completed', finished_at = now()",
    after("destroy-old-key/destroy") &&
      "UPDATE key_rotation.key_version SET state = 'destroyed', destroyed_at = now() WHERE number = 1",
  ].filter(Boolean);
  await database.pool.query(statements.join(";"));
  await database.pool.query("UPDATE key_rotation.rotation SET epoch = 0 WHERE id = $1", [rotationId]);
}

async function writePeriod(
  { database, idOf }: World,
  { rotationId, watch, safety }: { rotationId: string; watch: string; safety: Situation["safety"] },
): Promise<string | null> {
  const hours = safety === "over" ? [-49, -1] : [-1, 23];
  await database.pool.query(
    `INSERT INTO key_rotation.safety_period (rotation_id, started_at, ends_at, hour, watch_run)
     VALUES ($1, date_trunc('second', now()) + make_interval(hours => $2), date_trunc('second', now()) + make_interval(hours => $3), '1 h', $4)`,
    [rotationId, ...hours, watch],
  );
  if (!safety.startsWith("issue")) return null;
  const explained = safety === "issue open" ? [null, null] : ["The clinic had none.", idOf("ana")];
  const closedBy = safety === "issue closed" ? idOf("mihai") : null;
  const { rows } = await database.pool.query<{ id: string }>(
    `INSERT INTO key_rotation.safety_issue (rotation_id, description, opened_by, resolution, proposed_by, proposed_at, closed_by, closed_at)
     VALUES ($1, 'A clinic sees no phone numbers.', $2, $3, $4::uuid, CASE WHEN $4 IS NOT NULL THEN now() END,
       $5::uuid, CASE WHEN $5 IS NOT NULL THEN now() END) RETURNING id::text`,
    [rotationId, idOf("ioana"), ...explained, closedBy],
  );
  return rows[0]?.id ?? null;
}

async function writeWaiver(world: World, rotationId: string): Promise<string> {
  const { column, rowKey, digest, reason } = await lostCell(world, rotationId);
  await takeDuty(world, rotationId, { name: "ioana", duty: "operator" });
  const { rows } = await world.database.pool.query<{ id: string }>(
    `INSERT INTO key_rotation.waiver (rotation_id, kind, column_name, row_key, row_id, digest, reason, proposed_by)
     VALUES ($1, 'cell', $2, $3, $3, $4, $5, $6) RETURNING id::text`,
    [rotationId, column, rowKey, digest, reason, world.idOf("ioana")],
  );
  return rows[0]?.id ?? "";
}

/**
 * The request behind the phase's state, made by Ioana, so that Ana's duty alone has to keep her from deciding; with the
 * decisions that were given. Null when none was ever made.
 */
async function submitted(
  world: World,
  { rotationId, phaseRunId }: { rotationId: string; phaseRunId: string },
  it: Situation,
): Promise<string | null> {
  const { pool } = world.database;
  if (it.needed === 0 || (it.given === 0 && it.status !== "awaiting-approval")) return null;
  await takeDuty(world, rotationId, { name: "ioana", duty: "operator" });
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO key_rotation.approval_request (rotation_id, step_id, phase_id, phase_run_id, gate, plan_hash, plan, checks,
       epoch, approvers_needed, requested_by, expires_at, status)
     VALUES ($1, $2, $3, $4, 'A', $5, $6, '[]', 0, $7, $8, now() + interval '1 day', $9) RETURNING id::text`,
    [
      rotationId,
      it.stepId,
      it.phaseId,
      phaseRunId,
      PLAN_HASH,
      PLAN,
      it.needed,
      world.idOf("ioana"),
      it.status === "awaiting-approval" ? "open" : "approved",
    ],
  );
  const requestId = rows[0]?.id ?? "";
  for (const name of DECIDERS.slice(0, it.given)) {
    await takeDuty(world, rotationId, { name, duty: "approver" });
    await pool.query(
      `INSERT INTO key_rotation.approval (request_id, rotation_id, requested_by, approver_id, decision)
       VALUES ($1, $2, $3, $4, 'approved')`,
      [requestId, rotationId, world.idOf("ioana"), world.idOf(name)],
    );
  }
  return requestId;
}
