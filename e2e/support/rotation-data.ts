import { expect } from "@playwright/test";
import type { Pool } from "pg";

export interface PhaseRow {
  id: string;
  rotation_id: string;
  status: string;
  version: string;
}

export interface RequestRow {
  id: string;
  plan_hash: string;
  rotation_id: string;
  requested_by: string;
}

export interface RefusalRow {
  operation: string;
  code: string;
  actor: string;
  email: string | null;
}

/** The newest run of a phase. */
export async function phaseRun(owner: Pool, phase: string): Promise<PhaseRow> {
  const { rows } = await owner.query<PhaseRow>(
    "SELECT id, rotation_id, status, version FROM key_rotation.phase_run WHERE phase_id = $1 ORDER BY attempt DESC LIMIT 1",
    [phase],
  );
  if (!rows[0]) throw new Error(`No run of the phase ${phase} is open.`);
  return rows[0];
}

export async function openRequest(owner: Pool): Promise<RequestRow> {
  const { rows } = await owner.query<RequestRow>(
    "SELECT id, plan_hash, rotation_id, requested_by FROM key_rotation.approval_request WHERE status = 'open'",
  );
  if (!rows[0]) throw new Error("No approval request is open.");
  return rows[0];
}

/** Waits until the worker has judged the checks of an open phase. */
export async function inspected(owner: Pool, phase: string): Promise<void> {
  const sql = `SELECT FROM key_rotation.phase_run WHERE phase_id = $1 AND plan IS NOT NULL AND inspection_requested_at IS NULL`;
  await expect.poll(async () => (await owner.query(sql, [phase])).rowCount, { timeout: 60_000 }).toBe(1);
}

export async function expectPhase(owner: Pool, phase: string, status: string): Promise<void> {
  await expect
    .poll(
      async () =>
        (
          await owner.query("SELECT FROM key_rotation.phase_run WHERE phase_id = $1 AND status = $2", [
            phase,
            status,
          ])
        ).rowCount,
      { timeout: 60_000 },
    )
    .toBe(1);
}

/** The newest refusal in the trail, with the platform user that it names. */
export async function lastRefusal(owner: Pool): Promise<RefusalRow | undefined> {
  const { rows } = await owner.query<RefusalRow>(
    `SELECT l.changes ->> 'operation' AS operation, l.changes ->> 'code' AS code, l.changes ->> 'actor' AS actor, u.email
     FROM audit_log l LEFT JOIN users u ON u.id = l.user_id
     WHERE l.action = 'ACCESS_REFUSED' ORDER BY l.id DESC LIMIT 1`,
  );
  return rows[0];
}

export async function countAudit(owner: Pool, action: string, phase: string): Promise<number> {
  const { rows } = await owner.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM audit_log WHERE action = $1 AND changes ->> 'phase' = $2",
    [action, phase],
  );
  return rows[0]?.count ?? 0;
}
