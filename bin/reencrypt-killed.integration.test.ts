import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { Pool } from "pg";
import { expect, test } from "vitest";
import type { ReencryptionReport } from "#lib/domain/reencryption/report.ts";
import { testDatabase } from "#tests/database.ts";
import {
  contactOf,
  digestOfOtherColumns,
  opened,
  phoneOf,
  seedPlatform,
  underV1,
  underV2,
} from "#tests/encrypted-platform.ts";
import { startHeadless } from "#tests/headless.ts";

const PATIENTS = 6_000;
const CONTACTS = 4_200;
const PLATFORMS = 4;
const KILLS_EACH = 5;
/** Slow enough that every kill finds the job at work. */
const FLAGS = ["--json", "--batch", "50", "--rate", "4000"];

test("after kill -9 at 20 random moments the next start resumes and ends with every cell and every count right", async () => {
  const outcomes = await Promise.all(Array.from({ length: PLATFORMS }, surviveKills));
  expect(outcomes.reduce((sum, kills) => sum + kills, 0)).toBe(PLATFORMS * KILLS_EACH);
});

async function surviveKills(): Promise<number> {
  const database = await testDatabase();
  await seedPlatform(database.pool, PATIENTS);
  await database.pool.query("UPDATE patient_persons SET phone_encrypted = $1 WHERE id = 77", [
    underV1("x").subarray(0, 20),
  ]);
  await database.pool.query("UPDATE patient_persons SET phone_encrypted = $1 WHERE id = 78", [
    underV2(phoneOf(78)),
  ]);
  const before = await digestOfOtherColumns(database.pool);
  let kills = 0;
  while (kills < KILLS_EACH) {
    const { child, result } = startHeadless<ReencryptionReport>("reencrypt", FLAGS, {
      DATABASE_URL: database.url,
    });
    await atWork(child.stderr);
    await delay(Math.random() * 350);
    child.kill("SIGKILL");
    const { status, stdout } = await result;
    expect([status, stdout]).toEqual([null, ""]);
    kills += 1;
  }
  const started = Date.now();
  const { status, report } = await startHeadless<ReencryptionReport>("reencrypt", ["--json"], {
    DATABASE_URL: database.url,
  }).result;
  expect(Date.now() - started).toBeLessThan(20_000);
  expect(status).toBe(2);
  expectExactLedger(report);
  expect(await digestOfOtherColumns(database.pool)).toBe(before);
  await expectEveryCell(database.pool);
  return kills;
}

function expectExactLedger(report: ReencryptionReport | undefined): void {
  const none = { raced: 0, deleted: 0, nulled: 0, netChange: 0, unexplained: 0 };
  expect(report?.columns).toMatchObject([
    { ...none, total: PATIENTS, reencrypted: PATIENTS - 2, alreadyCurrent: 1, quarantined: 1, remaining: 1 },
    { ...none, total: CONTACTS, reencrypted: CONTACTS, alreadyCurrent: 0, quarantined: 0, remaining: 0 },
    { ...none, total: 56, reencrypted: 56, alreadyCurrent: 0, quarantined: 0, remaining: 0 },
  ]);
}

async function expectEveryCell(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ id: string; phone: Buffer; contact: Buffer | null }>(
    "SELECT id, phone_encrypted AS phone, emergency_contact_phone_encrypted AS contact FROM patient_persons",
  );
  expect(rows).toHaveLength(PATIENTS);
  for (const { id, phone, contact } of rows) {
    if (id === "77") expect(phone).toHaveLength(20);
    else expect(opened(phone)).toBe(phoneOf(Number(id)));
    if (contact) expect(opened(contact)).toBe(contactOf(Number(id)));
  }
}

/** Resolves when the process says what it found, that is when it holds the lease and has planned. */
async function atWork(stderr: Readable | null): Promise<void> {
  if (!stderr) throw new Error("stderr is not piped");
  await new Promise<void>((done, fail) => {
    let text = "";
    stderr.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("Found")) done();
    });
    stderr.on("end", () => fail(new Error(`ended before it worked: ${text}`)));
  });
}
