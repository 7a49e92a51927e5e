import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { keyring, seedPlatform, underV1, underV2 } from "#tests/encrypted-platform.ts";
import { must, openWorld, reset, rotation, type World } from "#tests/operations-world.ts";
import { decideWaiver } from "../operations/waiver/decide-waiver.ts";
import { proposeWaiver } from "../operations/waiver/propose-waiver.ts";
import { loadRegistry } from "./registry.ts";
import { runReencryption } from "./run-reencryption.ts";
import { Session } from "./session.ts";
import { verifyAll } from "./verify-all.ts";
import { judgeQuarantine } from "./waived-cells.ts";

const COLUMN = "patient_persons.phone_encrypted";
const LOST = 7;
const labelled = (version: number, blob: Buffer) => Buffer.concat([Buffer.from([version]), blob.subarray(1)]);
const damaged = (blob: Buffer) =>
  Buffer.concat([blob.subarray(0, -1), Buffer.from([(blob.at(-1) ?? 0) ^ 1])]);

let world: World;
let rotationId: string;
beforeAll(async () => {
  world = await openWorld();
  await seedPlatform(world.database.pool, 20);
});
afterAll(() => world.close());
beforeEach(async () => {
  await reset(world);
  await world.database.pool.query("TRUNCATE key_rotation.quarantine");
  ({ rotationId } = await rotation(world));
});

const databaseUrl = () => world.database.urlFor("worker_test");
const put = (cell: Buffer | null) =>
  world.database.pool.query("UPDATE patient_persons SET phone_encrypted = $1 WHERE id = $2", [cell, LOST]);
const run = () => runReencryption({ databaseUrl: databaseUrl(), keyring, rotationId });

async function judged() {
  const session = new Session(databaseUrl());
  const counts = await session.use(async (client) =>
    judgeQuarantine(client, await loadRegistry(client), { rotationId, keyring }),
  );
  await session.close();
  const { waived, waivedStrays, unresolved } = counts.find(({ column }) => column === COLUMN) ?? {};
  return { waived, waivedStrays, unresolved };
}

async function verified() {
  const report = await verifyAll({ databaseUrl: databaseUrl(), keyring: keyring.only(2), rotationId });
  const { failed, waived } = report.columns.find(({ column }) => column === COLUMN) ?? {};
  return { status: report.status, failed, waived };
}

async function quarantined() {
  const { rows } = await world.database.pool.query<{
    digest: string;
    opens_with: number | null;
    cause: string;
  }>(
    "SELECT digest, opens_with, cause FROM key_rotation.quarantine WHERE resolved_at IS NULL AND column_name = $1",
    [COLUMN],
  );
  return rows[0];
}

async function propose() {
  const reason = "Damaged in 2023; the clinic has the number on paper.";
  const digest = (await quarantined())?.digest;
  const cell = { kind: "cell", rotationId, column: COLUMN, rowKey: String(LOST), digest, reason };
  return proposeWaiver(world.web, world.people.ana, cell);
}

async function waive() {
  const { waiverId } = await must(propose());
  await must(decideWaiver(world.web, world.people.elena, { waiverId, decision: "approved" }));
}

test("a waived cell is counted apart by the job and by the verification, also after the job has run again", async () => {
  await put(damaged(underV1("+40 700")));
  await run();
  expect(await judged()).toEqual({ waived: 0, waivedStrays: 0, unresolved: 1 });
  expect(await verified()).toEqual({ status: "not-verified", failed: 1, waived: 0 });
  await waive();
  await run();
  expect(await judged()).toEqual({ waived: 1, waivedStrays: 1, unresolved: 0 });
  expect(await verified()).toEqual({ status: "verified", failed: 0, waived: 1 });
});

test("a waived cell that carries the new version's label is no stray for the census", async () => {
  await put(damaged(underV2("+40 700")));
  await run();
  await waive();
  expect(await judged()).toEqual({ waived: 1, waivedStrays: 0, unresolved: 0 });
});

test.each<[string, () => Buffer]>([
  ["other damaged bytes", () => damaged(underV1("+40 701"))],
  ["a value under the old key", () => underV1("+40 701")],
])("a waiver does not cover %s in the same place, even before a job has looked again", async (_, later) => {
  await put(damaged(underV1("+40 700")));
  await run();
  await waive();
  await put(later());
  expect(await judged()).toEqual({ waived: 0, waivedStrays: 0, unresolved: 1 });
  expect(await verified()).toEqual({ status: "not-verified", failed: 1, waived: 0 });
});

test.each([
  ["the new one", 2, () => underV1("+40 700"), "mislabelled-version"],
  ["one that the secret does not hold", 9, () => underV1("+40 700"), "unknown-version"],
  ["the old one", 1, () => underV2("+40 700"), "mislabelled-version"],
])("a value whose label says %s but that a key opens cannot be waived", async (_, label, blob, cause) => {
  await put(labelled(label, blob()));
  await run();
  expect(await quarantined()).toMatchObject({ cause, opens_with: label === 1 ? 2 : 1 });
  expect(await propose()).toMatchObject({ ok: false, problem: { code: "wrong-state" } });
});

test("the digest tells nothing to somebody who can guess the value but has no key", async () => {
  await put(Buffer.from("+40 721 000 000"));
  await run();
  const { digest } = (await quarantined()) ?? {};
  const { rows } = await world.database.pool.query(
    "SELECT 1 WHERE $1 IN (encode(sha256($2), 'hex'), md5($2))",
    [digest, Buffer.from("+40 721 000 000")],
  );
  expect(rows).toEqual([]);
  expect(digest).toBe(keyring.digest(Buffer.from("+40 721 000 000")));
  expect(digest).not.toBe(keyring.only(1).digest(Buffer.from("+40 721 000 000")));
});
