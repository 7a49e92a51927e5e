import { expect, test } from "vitest";
import type { ReencryptionReport } from "#lib/domain/reencryption/report.ts";
import { createWorkerBuild } from "#lib/runtime/worker-build.ts";
import { testDatabase } from "#tests/database.ts";
import { seedPlatform } from "#tests/encrypted-platform.ts";
import { runHeadless } from "#tests/headless.ts";

const APPROVED = `
  WITH person AS (INSERT INTO key_rotation.actor (issuer, subject, email, name) VALUES ('i', 's', 'a@b.example', 'A') RETURNING id),
  old AS (INSERT INTO key_rotation.key_version (number, fingerprint, state) VALUES (1, 'f', 'active') RETURNING number),
  rotation AS (INSERT INTO key_rotation.rotation (id, type, old_version, new_version, planned_start, created_by)
    SELECT 'r-1', 'scheduled', old.number, 2, now(), person.id FROM old, person RETURNING id),
  run AS (INSERT INTO key_rotation.phase_run (rotation_id, step_id, phase_id, revision)
    SELECT id, 're-encrypt', 'run', 1 FROM rotation RETURNING id)
  INSERT INTO key_rotation.approval_request (rotation_id, step_id, phase_id, phase_run_id, gate, plan_hash, plan, checks,
    epoch, approvers_needed, requested_by, expires_at, status)
  SELECT rotation.id, 're-encrypt', 'run', run.id, 'A3', 'h', '{}', '[]', 0, 1, person.id, now() + interval '1 h', 'approved'
    FROM rotation, run, person`;
const REVERT = `UPDATE key_rotation.rotation SET status = 'active', new_version = 2, epoch = 0;
  UPDATE key_rotation.approval_request SET expires_at = now() + interval '1 h'`;

test("in production an approval counts only while it stands: not expired, used up, outdated or of another version", async () => {
  const database = await testDatabase();
  await seedPlatform(database.pool, 10);
  await database.pool.query(APPROVED);
  const run = async (change: string) => {
    await database.pool.query(REVERT);
    await database.pool.query(change);
    const env = { DATABASE_URL: database.url, APP_ENV: "production" };
    const flags = ["--json", "--rotation", "r-1"];
    return runHeadless<ReencryptionReport>("reencrypt", flags, env);
  };
  for (const change of [
    "UPDATE key_rotation.approval_request SET expires_at = now()",
    "UPDATE key_rotation.rotation SET status = 'completed'",
    "UPDATE key_rotation.rotation SET epoch = 1",
    "UPDATE key_rotation.rotation SET new_version = 3",
  ]) {
    const { status, report } = await run(change);
    expect([change, status, report?.error]).toEqual([
      change,
      1,
      expect.stringMatching(/Gate A3 is not approved/),
    ]);
  }
  const { status, report } = await run("SELECT 1");
  expect([status, report?.status]).toEqual([0, "completed"]);
});

test("a database without audit_log is re-encrypted too; the run is recorded in key_rotation", async () => {
  const database = await testDatabase({ migrate: false });
  await seedPlatform(database.pool, 10);
  await database.pool.query("DROP TABLE audit_log");
  const { status, report } = await runHeadless<ReencryptionReport>("reencrypt", ["--json"], {
    DATABASE_URL: database.url,
  });
  expect([status, report?.error]).toEqual([0, null]);
  const { rows } = await database.pool.query("SELECT status FROM key_rotation.reencryption_job");
  expect(rows).toEqual([{ status: "completed" }]);
});

test("a command of another build than the approved one touches no cell", async () => {
  const database = await testDatabase();
  await seedPlatform(database.pool, 10);
  const run = (build: string) =>
    runHeadless<ReencryptionReport>("reencrypt", ["--json", "--build", build], {
      DATABASE_URL: database.url,
    });
  const { status, report } = await run(`sha256:${"0".repeat(64)}`);
  expect([status, report?.error]).toEqual([1, expect.stringMatching(/not of the build that was approved/)]);
  const { rows } = await database.pool.query("SELECT FROM key_rotation.reencryption_job");
  expect(rows).toEqual([]);
  const { digest } = await createWorkerBuild(undefined)();
  expect((await run(digest)).report?.status).toBe("completed");
});
