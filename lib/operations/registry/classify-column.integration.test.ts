import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { withClient } from "#tests/database.ts";
import { jumpTo } from "#tests/jump-to-phase.ts";
import { inspected, must, openWorld, reset, rotation, type World } from "#tests/operations-world.ts";
import { runningJob } from "#tests/reencryption-world.ts";
import { newColumn, PHOTO } from "#tests/registry-cases.ts";
import { findDrift } from "../../engine/drift.ts";
import { classifyColumn } from "./classify-column.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await reset(world);
  await newColumn(world);
});

const classify = (classification: string, name = PHOTO) =>
  classifyColumn(world.web, world.people.elena, { ...name, classification, note: "Picture of a patient" });
const drift = () => withClient(world.database.url, findDrift);
const registered = async (column = "photo") =>
  (
    await world.database.pool.query("SELECT * FROM key_rotation.encrypted_column WHERE column_name = $1", [
      column,
    ])
  ).rows;

test("a column registered as encrypted is named with who said so, and the worker may read and replace it and nothing else", async () => {
  expect(await drift()).toEqual(["public.users.photo"]);
  await must(classify("encrypted"));
  expect(await drift()).toEqual([]);
  expect(await registered()).toMatchObject([
    { primary_key: "id", label: "Picture of a patient", registered_by: "elena <elena@restartix.example>" },
  ]);
  await withClient(world.database.urlFor("worker_test"), async (client) => {
    await client.query("UPDATE users SET photo = photo WHERE id = 0 AND photo IS NULL");
    await expect(client.query("SELECT email FROM users")).rejects.toThrow(/permission denied/);
    await expect(client.query("UPDATE users SET email = ''")).rejects.toThrow(/permission denied/);
  });
});

test("a column called not encrypted by mistake is registered afterwards, and is then classified once", async () => {
  await must(classify("not-encrypted"));
  expect(await drift()).toEqual([]);
  await must(classify("encrypted"));
  const { rows } = await world.database.pool.query("SELECT * FROM key_rotation.unencrypted_column");
  expect([rows, (await registered()).length]).toEqual([[], 1]);
});

test("no column leaves the registry while the platform has it: not by calling it not encrypted, nor by removing it", async () => {
  await must(classify("encrypted"));
  expect(await classify("not-encrypted")).toMatchObject({ ok: false, problem: { code: "stale" } });
  expect(await classify("dropped")).toMatchObject({ ok: false, problem: { code: "wrong-state" } });
  await withClient(world.database.urlFor("web_test"), async (client) => {
    await expect(client.query("DELETE FROM key_rotation.encrypted_column")).rejects.toThrow(/dropped it/);
    const past =
      "INSERT INTO key_rotation.encrypted_column (table_name, column_name) VALUES ('users', 'email')";
    await expect(client.query(past)).rejects.toThrow(/permission denied/);
  });
  await world.database.pool.query("ALTER TABLE users DROP COLUMN photo");
  await must(classify("dropped"));
  expect(await registered()).toEqual([]);
});

test.each([
  ["an array", "ALTER TABLE users ALTER COLUMN photo TYPE bytea[] USING NULL", "arrays"],
  ["a column of a table without a key", "CREATE TABLE loose (photo bytea)", "no unique, not-null key"],
])("%s cannot be registered, because no rotation could go through it", async (_, sql, reason) => {
  await world.database.pool.query(sql);
  const name = sql.includes("loose") ? { ...PHOTO, table: "loose" } : PHOTO;
  expect(await classify("encrypted", name)).toMatchObject({
    ok: false,
    problem: { code: "wrong-state", message: expect.stringContaining(reason) },
  });
  await world.database.pool.query("DROP TABLE IF EXISTS loose");
});

test("something that is not a binary column of the platform cannot be registered, by no way", async () => {
  for (const name of [
    { ...PHOTO, column: "email" },
    { ...PHOTO, schema: "key_rotation", table: "audit_chain", column: "hash" },
  ])
    expect(await classify("encrypted", name)).toMatchObject({ ok: false, problem: { code: "stale" } });
  await withClient(world.database.urlFor("web_test"), async (client) => {
    const { rows } = await client.query(
      "SELECT key_rotation.register_column('public', 'users', 'email', 'x', 'x') AS done",
    );
    expect(rows).toEqual([{ done: false }]);
  });
});

test("while a re-encryption runs, the columns that it goes through stay as they are", async () => {
  await jumpTo(world, { stepId: "re-encrypt", phaseId: "run", status: "running" });
  expect(await classify("encrypted")).toMatchObject({ ok: false, problem: { code: "wrong-state" } });
  expect(await classify("not-encrypted")).toMatchObject({ ok: true });
});

test("a re-encryption that stopped is planned anew when the registry has grown", async () => {
  const run = await jumpTo(world, { stepId: "re-encrypt", phaseId: "run", status: "failed" });
  const jobId = await runningJob(world, run.rotationId);
  await world.database.pool.query("UPDATE key_rotation.reencryption_job SET status = 'failed'");
  await must(classify("encrypted"));
  const { rows } = await world.database.pool.query(
    "SELECT superseded FROM key_rotation.reencryption_job WHERE id = $1",
    [jobId],
  );
  expect(rows).toEqual([{ superseded: true }]);
});

/** A job started from a terminal, whose coordinator's lease, or a worker's, ends so many seconds from now. */
async function jobOfTerminal(lease: "seat" | "worker", seconds: number): Promise<string> {
  const jobId = await runningJob(world, (await rotation(world)).id);
  const sql =
    lease === "seat"
      ? "UPDATE key_rotation.reencryption_lease SET job_id = $1, expires_at = now() + make_interval(secs => $2)"
      : `INSERT INTO key_rotation.reencryption_worker (id, job_id, name, connections, expires_at)
         VALUES (gen_random_uuid(), $1, 'a terminal', 1, now() + make_interval(secs => $2))`;
  await world.database.pool.query(sql, [jobId, seconds]);
  return jobId;
}

test.each(["seat", "worker"] as const)(
  "while a process works a job, by its lease as %s, no column is registered, by no way; once it has died its plan is not resumed",
  async (lease) => {
    const jobId = await jobOfTerminal(lease, 3_600);
    expect(await classify("encrypted")).toMatchObject({ ok: false, problem: { code: "wrong-state" } });
    await withClient(world.database.urlFor("web_test"), async (client) => {
      const past = "SELECT key_rotation.register_column('public', 'users', 'photo', 'x', 'x') AS done";
      expect((await client.query(past)).rows).toEqual([{ done: false }]);
    });
    await world.database.pool.query(`UPDATE key_rotation.reencryption_lease SET expires_at = now() - interval '1 s';
      UPDATE key_rotation.reencryption_worker SET expires_at = now() - interval '1 s'`);
    await must(classify("encrypted"));
    const { rows } = await world.database.pool.query(
      "SELECT status, superseded, finished_at IS NOT NULL AS ended FROM key_rotation.reencryption_job WHERE id = $1",
      [jobId],
    );
    expect(rows).toEqual([{ status: "cancelled", superseded: true, ended: true }]);
  },
);

test("the worker may read the whole key of a table without a primary key, and of each of its partitions", async () => {
  await world.database.pool.query(`CREATE TABLE loose (tenant int NOT NULL, ref int NOT NULL, other int, photo bytea, UNIQUE (tenant, ref))
      PARTITION BY LIST (tenant);
    CREATE TABLE loose_1 PARTITION OF loose FOR VALUES IN (1)`);
  try {
    await must(classify("encrypted", { ...PHOTO, table: "loose" }));
    await withClient(world.database.urlFor("worker_test"), async (client) => {
      for (const table of ["loose", "loose_1"]) {
        await client.query(`UPDATE ${table} SET photo = '' WHERE (tenant, ref) = (1, 1)`);
        await expect(client.query(`SELECT other FROM ${table}`)).rejects.toThrow(/permission denied/);
      }
    });
  } finally {
    await world.database.pool.query(
      "DROP TABLE loose; DELETE FROM key_rotation.encrypted_column WHERE table_name = 'loose'",
    );
  }
});

test("a phase that was inspected with the registry as it was is looked at again, whoever classified the column", async () => {
  const run = await inspected(world, await rotation(world));
  const asked = async () =>
    (await world.web.db.phaseRun.findUniqueOrThrow({ where: { id: run.id } })).inspectionRequestedAt;
  expect(await asked()).toBeNull();
  await must(classify("not-encrypted"));
  expect(await asked()).toBeInstanceOf(Date);
  expect(await world.web.db.participant.count({ where: { actorId: world.idOf("elena") } })).toBe(0);
});
