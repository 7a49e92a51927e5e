import type { Transaction } from "#lib/db/client.ts";
import type { Rotation, Waiver } from "#prisma/generated/client.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import { isWaivable, mayWaiveCell } from "../../domain/rotation/waivers.ts";
import { lockPhase } from "../rotation/locked-phase.ts";

export interface CellRef {
  column: string;
  rowKey: string;
  /** The digest that the person saw. */
  digest: string;
}

interface QuarantineRow {
  row_id: string;
  tried: number[];
  opens_with: number | null;
  digest: string | null;
  resolved_at: Date | null;
}

const CHANGED = refuse("stale", "This changed while you were looking at it. Reload the page and look again.");

/** The quarantined cell as a waiver names it, when it is the one that was seen and proved to be lost. */
export async function cellSubject(tx: Transaction, rotation: Rotation, cell: CellRef) {
  const [row] = await tx.$queryRaw<QuarantineRow[]>`
    SELECT q.row_id, q.tried, q.opens_with, q.digest, q.resolved_at
    FROM key_rotation.quarantine q JOIN key_rotation.reencryption_job j ON j.id = q.job_id
    WHERE q.column_name = ${cell.column} AND q.row_key = ${cell.rowKey} AND j.rotation_id = ${rotation.id}`;
  if (!row) return refuse("not-found", "This rotation has no such cell in quarantine.");
  if (rotation.retiredAt) return refuse("wrong-state", "The old key was retired already.");
  const proof = { ...row, isQuarantined: row.resolved_at === null, opensWith: row.opens_with };
  const permitted = mayWaiveCell(proof, rotation);
  if (!permitted.ok) return permitted;
  if (row.digest !== cell.digest) return CHANGED;
  const value = { columnName: cell.column, rowKey: cell.rowKey, rowId: row.row_id, digest: cell.digest };
  return { ok: true, value } satisfies Result<typeof value>;
}

export interface CheckRef {
  phaseRunId: string;
  checkId: string;
  /** What the person saw. */
  outcome: string;
  value: string;
}

/** The failing check as a waiver names it, when it is waivable and still says what was seen. */
export async function checkSubject(tx: Transaction, { phaseRunId, checkId, outcome, value }: CheckRef) {
  const locked = await lockPhase(tx, phaseRunId);
  if (!locked.ok) return locked;
  const { phase, run, rotation, isOpen } = locked.value;
  if (!isOpen || run.status === "running")
    return refuse(
      "wrong-state",
      "A check can be waived when it is this phase's turn and it is not in progress.",
    );
  if (!isWaivable(phase.checks, checkId))
    return refuse("forbidden", "This check protects the data or the key. Nobody can waive it.");
  const found = await tx.checkResult.findUnique({
    where: { phaseRunId_moment_checkId: { phaseRunId, moment: "inspection", checkId } },
  });
  if (!found || found.outcome === "pass") return refuse("wrong-state", "This check needs no waiver.");
  if (found.outcome !== outcome || found.value !== value) return CHANGED;
  const subject = { phaseRunId, checkId, label: found.label, outcome, value, epoch: rotation.epoch };
  return { ok: true, value: subject } satisfies Result<typeof subject>;
}

/** Whether what the waiver names is still there as it was when it was proposed. */
export async function stillStands(
  tx: Transaction,
  waiver: Waiver,
  rotation: Rotation,
): Promise<Result<null>> {
  const { columnName, rowKey, digest, phaseRunId, checkId, outcome, value } = waiver;
  if (columnName !== null && rowKey !== null && digest !== null) {
    const cell = await cellSubject(tx, rotation, { column: columnName, rowKey, digest });
    return cell.ok ? ok(null) : cell;
  }
  if (phaseRunId === null || checkId === null || outcome === null || value === null) return CHANGED;
  const check = await checkSubject(tx, { phaseRunId, checkId, outcome, value });
  if (!check.ok) return check;
  return waiver.epoch === rotation.epoch ? ok(null) : CHANGED;
}
