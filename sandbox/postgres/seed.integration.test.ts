import { randomBytes } from "node:crypto";
import type { Client } from "pg";
import { describe, expect, inject, test } from "vitest";
import { decrypt } from "#lib/crypto/envelope.ts";
import { parseKeyring } from "#lib/crypto/keyring.ts";
import { withClient } from "#tests/database.ts";
import { PEOPLE } from "../people.ts";
import { LEGACY_ORGANIZATION, type SeedOptions, seedPlatform } from "./seed.ts";

const keyring = parseKeyring({
  ENCRYPTION_KEY_V1: randomBytes(32).toString("hex"),
  ENCRYPTION_CURRENT_VERSION: "1",
});

async function withSeeded(options: Omit<SeedOptions, "keyring">, use: (client: Client) => Promise<void>) {
  const server = inject("postgresUrl");
  const name = `seed_${randomBytes(6).toString("hex")}`;
  await withClient(server, (client) => client.query(`CREATE DATABASE ${name}`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  try {
    await withClient(url.href, async (client) => {
      expect(await seedPlatform(client, { keyring, ...options })).toBe(true);
      await use(client);
    });
  } finally {
    await withClient(server, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  }
}

async function count(client: Client, from: string): Promise<number> {
  const { rows } = await client.query<{ n: string }>(`SELECT count(*) AS n FROM ${from}`);
  return Number(rows[0]?.n);
}

describe("the platform's data", () => {
  test("has exactly the procedure's counts by default, all under version 1 and all readable", async () => {
    await withSeeded({}, async (client) => {
      expect(await count(client, "patient_persons WHERE phone_encrypted IS NOT NULL")).toBe(1_234);
      expect(await count(client, "patient_persons WHERE emergency_contact_phone_encrypted IS NOT NULL")).toBe(
        890,
      );
      expect(await count(client, "organization_integrations")).toBe(56);
      expect(await count(client, "patient_persons WHERE phone_encrypted IS NULL")).toBeGreaterThan(0);
      const { rows } = await client.query<{ cell: Buffer }>(
        `SELECT phone_encrypted AS cell FROM patient_persons WHERE phone_encrypted IS NOT NULL
         UNION ALL SELECT emergency_contact_phone_encrypted FROM patient_persons
           WHERE emergency_contact_phone_encrypted IS NOT NULL
         UNION ALL SELECT api_key_encrypted FROM organization_integrations`,
      );
      expect(rows).toHaveLength(1_234 + 890 + 56);
      for (const { cell } of rows) {
        expect(cell.readUInt8(0)).toBe(1);
        expect(decrypt(keyring, cell).length).toBeGreaterThan(0);
      }
    });
  });

  test("names each person who signs in exactly once among the platform's users", async () => {
    await withSeeded({ rows: 10 }, async (client) => {
      for (const { email } of PEOPLE) {
        expect(await count(client, `users WHERE email = '${email}'`)).toBe(1);
      }
      expect(await count(client, "audit_log")).toBe(0);
    });
  });

  test.each([1, 7, 2_500, 12_345])("has exactly %i phones when asked for that many", async (rows) => {
    await withSeeded({ rows }, async (client) => {
      expect(await count(client, "patient_persons WHERE phone_encrypted IS NOT NULL")).toBe(rows);
      expect(await count(client, "patient_persons WHERE emergency_contact_phone_encrypted IS NOT NULL")).toBe(
        Math.round((rows * 890) / 1_234),
      );
    });
  });

  test("keeps hostile cells in an organization of their own, none of which opens", async () => {
    await withSeeded({ rows: 50, hostile: true }, async (client) => {
      const { rows } = await client.query<{ cell: Buffer | null }>(
        `SELECT coalesce(phone_encrypted, emergency_contact_phone_encrypted) AS cell FROM patient_persons
           WHERE organization_id = $1
         UNION ALL SELECT api_key_encrypted FROM organization_integrations WHERE organization_id = $1`,
        [LEGACY_ORGANIZATION],
      );
      expect(rows).toHaveLength(3 * 6 + 28);
      for (const { cell } of rows) expect(() => decrypt(keyring, cell ?? Buffer.alloc(0))).toThrow();
    });
  });

  test("is left alone by a second start", async () => {
    await withSeeded({ rows: 10 }, async (client) => {
      expect(await seedPlatform(client, { keyring, rows: 500 })).toBe(false);
      expect(await count(client, "patient_persons WHERE phone_encrypted IS NOT NULL")).toBe(10);
    });
  });
});
