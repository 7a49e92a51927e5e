import type { Pool } from "pg";
import { decrypt, encrypt } from "#lib/crypto/envelope.ts";
import { type Keyring, parseKeyring } from "#lib/crypto/keyring.ts";

/** Keys of a test platform; version 2 is current. */
export const KEY_ENTRIES = {
  ENCRYPTION_KEY_V1: "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f1",
  ENCRYPTION_KEY_V2: "f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f02",
  ENCRYPTION_CURRENT_VERSION: "2",
};

export const keyring: Keyring = parseKeyring(KEY_ENTRIES);
const older = keyring.only(1);

export const underV1 = (text: string): Buffer => encrypt(older, Buffer.from(text));
export const underV2 = (text: string): Buffer => encrypt(keyring, Buffer.from(text));
export const opened = (blob: Buffer): string => decrypt(keyring.only(2), blob).toString("utf8");

export const phoneOf = (id: number): string => `+40 7${String(id).padStart(8, "0")}`;
export const contactOf = (id: number): string => `contact ${id}`;
export const apiKeyOf = (id: number): string => `sk_live_${id}_${"x".repeat(id % 50)}`;

/** `patients` rows with a phone each and an emergency contact for most, and 56 integrations, all under version 1. */
export async function seedPlatform(pool: Pool, patients: number): Promise<void> {
  await pool.query("INSERT INTO organizations VALUES (1, 'Clinic')");
  for (let first = 1; first <= patients; first += 5000) {
    const ids = Array.from({ length: Math.min(5000, patients - first + 1) }, (_, index) => first + index);
    await pool.query(
      `INSERT INTO patient_persons SELECT id, 1, 'Patient ' || id, phone, contact, timestamptz '2026-01-01' + id * interval '1 s'
         FROM unnest($1::bigint[], $2::bytea[], $3::bytea[]) AS u(id, phone, contact)`,
      [
        ids,
        ids.map((id) => underV1(phoneOf(id))),
        ids.map((id) => (id % 10 < 7 ? underV1(contactOf(id)) : null)),
      ],
    );
  }
  const ids = Array.from({ length: 56 }, (_, index) => index + 1);
  await pool.query(
    `INSERT INTO organization_integrations SELECT id, 1, 'provider', key, timestamptz '2026-01-01'
       FROM unnest($1::bigint[], $2::bytea[]) AS u(id, key)`,
    [ids, ids.map((id) => underV1(apiKeyOf(id)))],
  );
}

/** Everything of the platform's rows that a re-encryption must leave alone, as one digest. */
export async function digestOfOtherColumns(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ digest: string }>(`
    SELECT md5(string_agg(line, E'\\n' ORDER BY line)) AS digest FROM (
      SELECT format('p %s %s %s %s %s %s', id, organization_id, name, updated_at, phone_encrypted IS NULL,
                    emergency_contact_phone_encrypted IS NULL) AS line FROM patient_persons
      UNION ALL SELECT format('i %s %s %s %s', id, organization_id, provider, updated_at) FROM organization_integrations) AS lines`);
  return rows[0]?.digest ?? "";
}

/** A digest of every row of every table in the schemas; of `public` alone, the audit trail is left out. */
export async function digestOfEverything(pool: Pool, schemas: string[]): Promise<string> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname = ANY ($1) AND ($2 OR tablename <> 'audit_log') ORDER BY 1`,
    [schemas, schemas.length > 1],
  );
  const digests: string[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<{ digest: string | null }>(
      `SELECT md5(string_agg(t::text, E'\\n' ORDER BY t::text)) AS digest FROM ${name} AS t`,
    );
    digests.push(`${name} ${rows[0]?.digest}`);
  }
  return digests.join("\n");
}
