import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ReencryptionReport, VerificationReport } from "#lib/domain/reencryption/report.ts";
import { createTestDatabase, type TestDatabase, testDatabase } from "#tests/database.ts";
import { KEY_ENTRIES, seedPlatform } from "#tests/encrypted-platform.ts";
import { runHeadless } from "#tests/headless.ts";

describe("a command that cannot do its work prints one JSON object, exits 1 and says what to do", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase({ migrate: false });
    await seedPlatform(database.pool, 10);
  });
  afterAll(() => database[Symbol.asyncDispose]());

  const cases: [string, string[], Record<string, string | undefined>, RegExp][] = [
    ["an unknown flag", ["--frobnicate"], {}, /frobnicate/],
    ["an argument", ["now"], {}, /now/],
    ["a batch of 0", ["--batch", "0"], {}, /--batch must be a whole number from 1/],
    ["a rate in words", ["--rate", "fast"], {}, /--rate must be/],
    ["too many connections", ["--connections", "99"], {}, /--connections must be/],
    ["no database", [], { DATABASE_URL: undefined }, /DATABASE_URL is not set/],
    ["an address that is none", [], { DATABASE_URL: "mysql://x" }, /DATABASE_URL is not an address/],
    [
      "a database that is not there",
      [],
      { DATABASE_URL: "postgres://postgres@127.0.0.1:1/x" },
      /check DATABASE_URL/,
    ],
    ["a bad key", [], { ENCRYPTION_KEY_V2: "1234" }, /ENCRYPTION_KEY_V2 has 4 digits/],
    [
      "a current version without key",
      [],
      { ENCRYPTION_CURRENT_VERSION: "3" },
      /ENCRYPTION_KEY_V3 is not set/,
    ],
    ["production without rotation", [], { APP_ENV: "production" }, /--rotation ID/],
    ["an unapproved rotation", ["--rotation", "r-1"], { APP_ENV: "production" }, /Gate A3 .* not approved/],
    [
      "an AWS endpoint in production",
      [],
      { APP_ENV: "production", AWS_ENDPOINT_URL: "http://x" },
      /AWS_ENDPOINT_URL is set/,
    ],
  ];

  test.each(cases)("%s", async (_, flags, env, message) => {
    const { status, report, stderr, stdout } = await runHeadless<ReencryptionReport>(
      "reencrypt",
      ["--json", ...flags],
      {
        DATABASE_URL: database.url,
        ...env,
      },
    );
    expect([status, report?.status]).toEqual([1, "failed"]);
    expect(report?.error).toMatch(message);
    expect(stderr).toContain(`[ERROR] ${report?.error}`);
    expect(stdout.trim().split("\n")).toHaveLength(1);
    for (const key of [KEY_ENTRIES.ENCRYPTION_KEY_V1, KEY_ENTRIES.ENCRYPTION_KEY_V2]) {
      expect(stdout + stderr).not.toContain(key);
    }
  });

  test("verify without keys", async () => {
    const env = { DATABASE_URL: database.url, ENCRYPTION_KEY_V1: undefined, ENCRYPTION_KEY_V2: undefined };
    const { status, report } = await runHeadless<VerificationReport>("verify", ["--json"], env);
    expect([status, report?.status, report?.columns]).toEqual([1, "failed", []]);
  });

  test("a registered table that is missing", async () => {
    const other = await testDatabase();
    await other.pool.query("DROP TABLE organization_integrations");
    const { status, report } = await runHeadless<ReencryptionReport>("reencrypt", ["--json"], {
      DATABASE_URL: other.url,
    });
    expect([status, report?.error]).toEqual([
      1,
      expect.stringMatching(/organization_integrations is not in this database/),
    ]);
  });

  test("a role that may not create Keyturn's schema is told who can", async () => {
    const role = `plain_${Date.now()}`;
    await database.pool.query(`CREATE ROLE ${role} LOGIN`);
    await database.pool.query("DROP SCHEMA IF EXISTS key_rotation CASCADE");
    const { status, report } = await runHeadless<ReencryptionReport>("reencrypt", ["--json"], {
      DATABASE_URL: database.urlFor(role),
    });
    await database.pool.query(`DROP ROLE ${role}`);
    expect([status, report?.error]).toEqual([1, expect.stringMatching(/npm run db:migrate/)]);
  });

  test("an audit row that cannot be written fails the run", async () => {
    const other = await testDatabase();
    await seedPlatform(other.pool, 10);
    await other.pool.query(
      "ALTER TABLE audit_log ADD CONSTRAINT closed CHECK (action <> 'KEY_REENCRYPTION')",
    );
    const { status, report } = await runHeadless<ReencryptionReport>("reencrypt", ["--json"], {
      DATABASE_URL: other.url,
    });
    expect([status, report?.status]).toEqual([1, "failed"]);
    const { rows } = await other.pool.query(
      "SELECT status, owner FROM key_rotation.reencryption_job, key_rotation.reencryption_lease",
    );
    expect(rows).toEqual([{ status: "failed", owner: null }]);
  });
});
