import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type {
  QuarantineCause,
  ReencryptionReport,
  VerificationReport,
} from "#lib/domain/reencryption/report.ts";
import { createTestDatabase, type TestDatabase } from "#tests/database.ts";
import {
  apiKeyOf,
  contactOf,
  digestOfEverything,
  digestOfOtherColumns,
  KEY_ENTRIES,
  opened,
  phoneOf,
  seedPlatform,
  underV1,
  underV2,
} from "#tests/encrypted-platform.ts";
import { runHeadless } from "#tests/headless.ts";

const PATIENTS = 20_000;
const flipped = (blob: Buffer) =>
  Buffer.concat([blob.subarray(0, -1), Buffer.from([(blob.at(-1) ?? 0) ^ 1])]);
const labelled = (version: number, blob: Buffer) => Buffer.concat([Buffer.from([version]), blob.subarray(1)]);

/** Row id → what stands in its phone column, and the cause it must get. */
const hostile = new Map<number, { value: Buffer; cause: QuarantineCause }>([
  [11, { value: Buffer.alloc(0), cause: "empty" }],
  [12, { value: labelled(7, underV1("+40 700")), cause: "unknown-version" }],
  [13, { value: labelled(0, underV1("+40 700")), cause: "unknown-version" }],
  [14, { value: Buffer.from("+40 721 234 567"), cause: "not-encrypted" }],
  [15, { value: Buffer.from("sk_live_51Habcdefghijklmnopqrstuvwxyz0123456789"), cause: "not-encrypted" }],
  [16, { value: flipped(underV1("+40 701")), cause: "authentication-failed" }],
  [17, { value: labelled(2, underV1("+40 702")), cause: "mislabelled-version" }],
  [18, { value: labelled(1, underV2("+40 703")), cause: "mislabelled-version" }],
  [19, { value: flipped(underV2("+40 704")), cause: "authentication-failed" }],
  [20, { value: underV1("+40 705").subarray(0, 29), cause: "authentication-failed" }],
  ...Array.from({ length: 28 }, (_, index): [number, { value: Buffer; cause: QuarantineCause }] => [
    100 + index,
    { value: underV1("+40 706").subarray(0, index + 1), cause: "too-short" },
  ]),
]);
const nulled = [31, 32];
const alreadyCurrent = [41, 42, 43];

describe("npm run reencrypt on 20,000 patients with hostile rows", () => {
  let database: TestDatabase;
  let before: string;

  beforeAll(async () => {
    database = await createTestDatabase({ migrate: false });
    await seedPlatform(database.pool, PATIENTS);
    for (const [id, { value }] of hostile) await setPhone(id, value);
    for (const id of nulled) await setPhone(id, null);
    for (const id of alreadyCurrent) await setPhone(id, underV2(phoneOf(id)));
    before = await digestOfOtherColumns(database.pool);
  });
  afterAll(() => database[Symbol.asyncDispose]());

  const setPhone = (id: number, value: Buffer | null) =>
    database.pool.query("UPDATE patient_persons SET phone_encrypted = $2 WHERE id = $1", [id, value]);
  const reencrypt = (...flags: string[]) =>
    runHeadless<ReencryptionReport>("reencrypt", ["--json", ...flags], { DATABASE_URL: database.url });

  const expectedQuarantine = [...hostile].map(([id, { cause }]) => ({
    column: "patient_persons.phone_encrypted",
    id: String(id),
    cause,
  }));

  test("a dry run reports what would be done and writes nothing, not even Keyturn's own schema", async () => {
    const all = ["public", "key_rotation"];
    const untouched = await digestOfEverything(database.pool, all);
    const { status, report } = await reencrypt("--dry-run");
    expect(await digestOfEverything(database.pool, all)).toBe(untouched);
    expect(status).toBe(2);
    expect(report).toMatchObject({ status: "completed-with-quarantine", dryRun: true, currentVersion: 2 });
    expect(phones(report)).toMatchObject({
      total: PATIENTS - nulled.length,
      reencrypted: PATIENTS - nulled.length - hostile.size - alreadyCurrent.length,
      alreadyCurrent: alreadyCurrent.length,
      quarantined: hostile.size,
    });
  });

  test("good rows end on V2, hostile cells in quarantine with their cause, nothing unexplained, exit 2", async () => {
    const { status, report, stderr } = await reencrypt();
    expect(status).toBe(2);
    expect(report?.status).toBe("completed-with-quarantine");
    expect(phones(report)).toEqual({
      column: "patient_persons.phone_encrypted",
      total: PATIENTS - nulled.length,
      reencrypted: PATIENTS - nulled.length - hostile.size - alreadyCurrent.length,
      alreadyCurrent: alreadyCurrent.length,
      raced: 0,
      deleted: 0,
      nulled: 0,
      quarantined: hostile.size,
      remaining: hostile.size,
      netChange: 0,
      unexplained: 0,
    });
    expect(report?.columns.map((column) => column.unexplained)).toEqual([0, 0, 0]);
    expect(report?.quarantine).toEqual(expectedQuarantine);
    expect(stderr).toContain("[INFO] Found 19,998 patient_persons.phone_encrypted");
    await expectFinalState();
  });

  test("the run is one row of the platform's audit_log, with the counts and no value", async () => {
    const { rows } = await database.pool.query<Record<string, unknown>>("SELECT * FROM audit_log");
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      user_id: null,
      action: "KEY_REENCRYPTION",
      entity_type: "encryption_key",
      entity_id: "2",
      action_context: "compliance_maintenance",
      changes: { actor: "system", status: "completed-with-quarantine" },
    });
  });

  test("a second run changes nothing and says the same", async () => {
    const untouched = await digestOfEverything(database.pool, ["public"]);
    const { status, report } = await reencrypt();
    expect(await digestOfEverything(database.pool, ["public"])).toBe(untouched);
    expect(status).toBe(2);
    expect(phones(report)).toMatchObject({ reencrypted: 0, quarantined: hostile.size, unexplained: 0 });
    expect(report?.quarantine).toEqual(expectedQuarantine);
  });

  test("verify opens every cell with V2 alone and names each that does not", async () => {
    const env = { DATABASE_URL: database.url, ENCRYPTION_KEY_V1: undefined };
    const untouched = await digestOfEverything(database.pool, ["public", "key_rotation"]);
    const { status, report } = await runHeadless<VerificationReport>("verify", ["--json"], env);
    expect(await digestOfEverything(database.pool, ["public", "key_rotation"])).toBe(untouched);
    expect([status, report?.status]).toEqual([2, "not-verified"]);
    expect(report?.columns[0]).toEqual({
      column: "patient_persons.phone_encrypted",
      total: PATIENTS - nulled.length,
      current: PATIENTS - nulled.length - hostile.size,
      failed: hostile.size,
    });
    expect(report?.failures.map((failure) => failure.id)).toEqual([...hostile.keys()].map(String));
    expect(report?.failures.find((failure) => failure.id === "18")?.cause).toBe("unknown-version");
  });

  test("repaired cells leave the quarantine, the job exits 0 and verify is satisfied", async () => {
    for (const id of hostile.keys())
      await setPhone(id, id % 2 === 0 ? underV1(phoneOf(id)) : underV2(phoneOf(id)));
    const { status, report } = await reencrypt();
    expect([status, report?.status, report?.quarantine]).toEqual([0, "completed", []]);
    const { rows } = await database.pool.query(
      "SELECT 1 FROM key_rotation.quarantine WHERE resolved_at IS NULL",
    );
    expect(rows).toEqual([]);
    const env = { DATABASE_URL: database.url, ENCRYPTION_KEY_V1: undefined };
    const verified = await runHeadless<VerificationReport>("verify", ["--json"], env);
    expect([verified.status, verified.report?.status]).toEqual([0, "verified"]);
  });

  test("no key, plaintext or ciphertext is in Keyturn's tables or in the audit row", async () => {
    const { rows } = await database.pool.query<{ text: string }>(
      `SELECT string_agg(t::text, ' ') AS text FROM (SELECT q::text AS t FROM key_rotation.quarantine q
        UNION ALL SELECT a::text FROM audit_log a UNION ALL SELECT j::text FROM key_rotation.reencryption_job j) AS all_rows`,
    );
    const text = rows[0]?.text ?? "";
    for (const secret of [
      KEY_ENTRIES.ENCRYPTION_KEY_V1,
      KEY_ENTRIES.ENCRYPTION_KEY_V2,
      "sk_live",
      "+40",
      "\\x",
    ]) {
      expect(text).not.toContain(secret);
    }
  });

  async function expectFinalState(): Promise<void> {
    expect(await digestOfOtherColumns(database.pool)).toBe(before);
    const { rows } = await database.pool.query<{ id: string; phone: Buffer | null; contact: Buffer | null }>(
      "SELECT id, phone_encrypted AS phone, emergency_contact_phone_encrypted AS contact FROM patient_persons",
    );
    expect(rows).toHaveLength(PATIENTS);
    for (const { id: text, phone, contact } of rows) {
      const id = Number(text);
      const bad = hostile.get(id);
      if (bad) expect(phone?.equals(bad.value)).toBe(true);
      else if (phone) expect(opened(phone)).toBe(phoneOf(id));
      else expect(nulled).toContain(id);
      if (contact) expect(opened(contact)).toBe(contactOf(id));
    }
    const keys = await database.pool.query<{ id: string; key: Buffer }>(
      "SELECT id, api_key_encrypted AS key FROM organization_integrations",
    );
    for (const { id, key } of keys.rows) expect(opened(key)).toBe(apiKeyOf(Number(id)));
  }
});

function phones(report: ReencryptionReport | undefined) {
  return report?.columns.find((column) => column.column === "patient_persons.phone_encrypted");
}
