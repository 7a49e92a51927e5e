import { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openWorld, requested, reset, type World } from "#tests/operations-world.ts";

/** What the database refuses by itself, whatever the code above it does. All SQL runs with the rights of the web. */
let world: World;
let web: Pool;
beforeAll(async () => {
  world = await openWorld();
  web = new Pool({ connectionString: world.database.urlFor("web_test"), max: 1 });
});
afterAll(async () => {
  await web.end();
  await world.close();
});
beforeEach(() => reset(world));

const refused = (sql: string, values: unknown[], constraint: string) =>
  expect(web.query(sql, values)).rejects.toMatchObject({ constraint });

describe("an approval", () => {
  const INSERT = `INSERT INTO key_rotation.approval (request_id, rotation_id, requested_by, approver_id, duty, decision)
    VALUES ($1, $2, $3, $4, $5, 'approved')`;
  const DUTY = "INSERT INTO key_rotation.participant (rotation_id, actor_id, duty) VALUES ($1, $2, $3)";
  let requestId = "";
  let rotationId = "";
  const approve = (
    approver: "ana" | "mihai" | "elena",
    requester: "ana" | "mihai" = "ana",
    duty = "approver",
  ) => [requestId, rotationId, world.idOf(requester), world.idOf(approver), duty];

  beforeEach(async () => {
    const { run, requestId: id } = await requested(world);
    requestId = id;
    rotationId = run.rotationId;
  });

  test("cannot be given by the person who asked", async () => {
    await refused(INSERT, approve("ana"), "approver_is_not_requester");
  });

  test("cannot be given under another requester's name to hide that", async () => {
    await refused(INSERT, approve("ana", "mihai"), "approval_request_id_requested_by_rotation_id_fkey");
  });

  test("cannot be given by an operator, nor by a person without a duty", async () => {
    await web.query(DUTY, [rotationId, world.idOf("mihai"), "operator"]);
    for (const name of ["mihai", "elena"] as const)
      await refused(INSERT, approve(name), "approval_rotation_id_approver_id_duty_fkey");
    await refused(INSERT, approve("mihai", "ana", "operator"), "approval_duty_check");
  });

  test("cannot be given twice by one person", async () => {
    await web.query(DUTY, [rotationId, world.idOf("elena"), "approver"]);
    await web.query(INSERT, approve("elena"));
    await refused(INSERT, approve("elena"), "approval_pkey");
  });

  test("cannot be changed or taken back by the web, nor can a duty", async () => {
    await expect(web.query("UPDATE key_rotation.approval SET decision = 'rejected'")).rejects.toThrow(
      /permission denied/,
    );
    await expect(web.query("DELETE FROM key_rotation.approval")).rejects.toThrow(/permission denied/);
    await expect(web.query("UPDATE key_rotation.participant SET duty = 'approver'")).rejects.toThrow(
      /permission denied/,
    );
  });

  test("is given on the one live request of its phase", async () => {
    const copy = `INSERT INTO key_rotation.approval_request (rotation_id, step_id, phase_id, phase_run_id, gate, plan_hash, plan,
        checks, epoch, approvers_needed, requested_by, expires_at, status)
      SELECT rotation_id, step_id, phase_id, phase_run_id, gate, plan_hash, plan, checks, epoch, $1, requested_by, expires_at, $2
        FROM key_rotation.approval_request LIMIT 1`;
    await refused(copy, [1, "open"], "approval_request_one_live");
    await refused(copy, [1, "approved"], "approval_request_one_live");
    await refused(copy, [0, "void"], "approval_request_approvers_needed_check");
  });
});

test("a person has one duty in a rotation", async () => {
  const { run } = await requested(world);
  const duty =
    "INSERT INTO key_rotation.participant (rotation_id, actor_id, duty) VALUES ($1, $2, 'approver')";
  await refused(duty, [run.rotationId, world.idOf("ana")], "participant_pkey");
});

test("one rotation is active, and it replaces a key by a newer one", async () => {
  const { run } = await requested(world);
  const insert = `INSERT INTO key_rotation.rotation (id, type, old_version, new_version, planned_start, created_by)
    VALUES ($1, $2, 1, $3, now(), $4)`;
  await refused(insert, ["second", "emergency", 3, world.idOf("ana")], "rotation_one_active");
  await world.database.pool.query("UPDATE key_rotation.rotation SET status = 'completed'");
  await refused(insert, ["down", "scheduled", 1, world.idOf("ana")], "rotation_check");
  await refused(insert, ["odd", "whenever", 2, world.idOf("ana")], "rotation_type_check");
  await refused(insert, [run.rotationId, "scheduled", 3, world.idOf("ana")], "rotation_pkey");
});

test("one key is active, a number and a fingerprint are used once, and numbers fit the version byte", async () => {
  const insert = "INSERT INTO key_rotation.key_version (number, fingerprint, state) VALUES ($1, $2, $3)";
  await web.query(insert, [1, "aa", "active"]);
  await refused(insert, [2, "bb", "active"], "key_version_one_active");
  await refused(insert, [1, "bb", "pre-activation"], "key_version_pkey");
  await refused(insert, [2, "aa", "pre-activation"], "key_version_fingerprint_key");
  await refused(insert, [256, "bb", "pre-activation"], "key_version_number_check");
  await refused(insert, [2, "bb", "lost"], "key_version_state_check");
});

test("a phase has one piece of evidence, and one run per attempt", async () => {
  const { run } = await requested(world);
  const { pool } = world.database;
  const evidence = `INSERT INTO key_rotation.evidence (phase_run_id, data, digest, recorded_for) VALUES ($1, '{}', 'x', $2)`;
  await pool.query(evidence, [run.id, world.idOf("ana")]);
  await expect(pool.query(evidence, [run.id, world.idOf("ana")])).rejects.toMatchObject({
    constraint: "evidence_phase_run_id_key",
  });
  const copy = `INSERT INTO key_rotation.phase_run (rotation_id, step_id, phase_id, revision, status)
    SELECT rotation_id, step_id, phase_id, revision, $1 FROM key_rotation.phase_run LIMIT 1`;
  await refused(copy, ["ready"], "phase_run_rotation_id_step_id_phase_id_attempt_key");
  await refused(copy, ["finished"], "phase_run_status_check");
});

test("nobody can be given a role that does not exist", async () => {
  await refused("UPDATE key_rotation.actor SET roles = $1", [["admin"]], "actor_roles_check");
});

test("a sealed copy goes only once its key is destroyed, whoever deletes it", async () => {
  const { pool } = world.database;
  const kept = () => pool.query("SELECT 1 FROM key_rotation.escrow_copy").then(({ rowCount }) => rowCount);
  await pool.query(
    "INSERT INTO key_rotation.key_version (number, fingerprint, state) VALUES (9, 'f', 'deactivated') ON CONFLICT DO NOTHING",
  );
  await pool.query(
    "INSERT INTO key_rotation.escrow_copy (key_version, label, recipients, sealed, sha256) VALUES (9, 'l', '{age1a}', 's', 'h')",
  );
  await expect(pool.query("DELETE FROM key_rotation.escrow_copy")).rejects.toThrow(/not before/);
  expect(await kept()).toBe(1);
  await pool.query("UPDATE key_rotation.key_version SET destroyed_at = now() WHERE number = 9");
  await pool.query("DELETE FROM key_rotation.escrow_copy");
  expect(await kept()).toBe(0);
});
