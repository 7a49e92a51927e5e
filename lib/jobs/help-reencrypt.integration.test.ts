import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { encrypt } from "#lib/crypto/envelope.ts";
import { parseKeyring } from "#lib/crypto/keyring.ts";
import { completeUntil, type MortalWorld, openMortalWorld, work } from "#tests/mortal-world.ts";
import { outcome } from "#tests/worker-world.ts";
import { sendHeartbeat } from "./heartbeat.ts";
import { helpReencrypt } from "./help-reencrypt.ts";

const PATIENTS = 7_000;
const PATIENCE = { timeout: 30_000, interval: 20 };

let mortal: MortalWorld;
beforeAll(async () => {
  mortal = await openMortalWorld({ timeCompression: 2880 });
  const entries = JSON.parse(mortal.it.env.aws.secretText()) as Record<string, string>;
  const keyring = parseKeyring(entries);
  const cells = Array.from({ length: PATIENTS }, (_, row) => encrypt(keyring, Buffer.from(`phone ${row}`)));
  await mortal.it.world.database.pool.query(
    `INSERT INTO patient_persons (id, name, phone_encrypted)
     SELECT 100000 + n, 'A patient', cell FROM unnest($1::bytea[]) WITH ORDINALITY AS u(cell, n)`,
    [cells],
  );
});
afterAll(() => mortal[Symbol.asyncDispose]());

async function number(sql: string): Promise<number> {
  const { rows } = await mortal.it.world.database.pool.query<{ value: number }>(
    `SELECT (${sql})::int AS value`,
  );
  return rows[0]?.value ?? -1;
}

test("two workers of one build share a rotation's re-encryption: wake-ups, shares and the phase's outcome are right", async () => {
  await completeUntil(mortal, "re-encrypt/run");
  const helper = mortal.hire();
  const stranger = { ...mortal.hire(), build: async () => ({ version: "another", digest: "0".repeat(64) }) };
  for (const worker of [mortal.worker, helper]) await sendHeartbeat(worker);
  const woken: string[] = [];
  const performer = {
    ...mortal.worker,
    wake: async (_: unknown, { queue }: { queue: string }) => void woken.push(queue),
  };
  const run = await mortal.begin("re-encrypt/run");
  const performing = work(performer, run);
  // At its own speed the performer would be done before anybody could help.
  const { pool } = mortal.it.world.database;
  await vi.waitFor(async () => {
    const slowed = await pool.query("UPDATE key_rotation.reencryption_control SET cells_per_second = 2500");
    expect(slowed.rowCount).toBe(1);
    expect(
      await number("SELECT count(*) FROM key_rotation.reencryption_range WHERE range_no > 0"),
    ).toBeGreaterThan(0);
  }, PATIENCE);
  await sendHeartbeat(stranger);
  const never = new AbortController().signal;
  await Promise.all([helpReencrypt(helper, never), helpReencrypt(stranger, never)]);
  await performing;
  expect(woken.filter((queue) => queue === "help-reencrypt")).toHaveLength(1);
  expect((await outcome(mortal.it, run)).status).toBe("completed");
  const shares = await pool.query<{ cells: number }>(
    "SELECT sum(total)::int AS cells FROM key_rotation.reencryption_ledger WHERE range_no > 0 GROUP BY worker ORDER BY 1",
  );
  expect(shares.rows).toHaveLength(2);
  for (const { cells } of shares.rows) expect(cells).toBeGreaterThan(PATIENTS / 5);
  expect(await number("SELECT count(*) FROM key_rotation.reencryption_job")).toBe(1);
  const left = "SELECT count(*) FROM patient_persons WHERE get_byte(phone_encrypted, 0) <> 2";
  expect(await number(left)).toBe(0);
});
