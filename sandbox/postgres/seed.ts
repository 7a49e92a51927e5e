import type { ClientBase } from "pg";
import { encrypt } from "#lib/crypto/envelope.ts";
import type { Keyring } from "#lib/crypto/keyring.ts";
import { PEOPLE } from "../people.ts";
import { type HostileCell, hostileCells } from "./hostile-cells.ts";
import { inventedApiKey, inventedName, inventedPhone, inventedProvider } from "./invented-values.ts";
import { createPlatformTables } from "./platform-tables.ts";

const DEFAULT_PHONES = 1_234;
const DEFAULT_EMERGENCY_CONTACTS = 890;
const INTEGRATIONS = 56;
const ORGANIZATIONS = 12;
/** Keeps rows that nobody can read, so that the platform's ordinary traffic does not touch them. */
export const LEGACY_ORGANIZATION = 99;
const CHUNK = 5_000;

export interface SeedOptions {
  /** Encrypts under its current version. */
  keyring: Keyring;
  /** Patients with a phone; 1,234 when absent. Emergency contacts stay in the proportion 890 : 1,234. */
  rows?: number | undefined;
  hostile?: boolean | undefined;
}

/** True in exactly `wanted` of `total` positions, spread evenly. */
function isChosen(position: number, wanted: number, total: number): boolean {
  return Math.floor(((position + 1) * wanted) / total) > Math.floor((position * wanted) / total);
}

async function insertPatients(client: ClientBase, { keyring, rows = DEFAULT_PHONES }: SeedOptions) {
  const total = rows + Math.ceil(rows / 16);
  const contacts = Math.round((rows * DEFAULT_EMERGENCY_CONTACTS) / DEFAULT_PHONES);
  const sealedPhone = () => Buffer.from(encrypt(keyring, Buffer.from(inventedPhone())));
  for (let first = 0; first < total; first += CHUNK) {
    const positions = Array.from({ length: Math.min(CHUNK, total - first) }, (_, index) => first + index);
    await client.query(
      `INSERT INTO patient_persons
       SELECT id, 1 + id % ${ORGANIZATIONS}, name, phone, contact, now() - (id % 400) * interval '1 day'
       FROM unnest($1::bigint[], $2::text[], $3::bytea[], $4::bytea[]) AS row (id, name, phone, contact)`,
      [
        positions.map((position) => position + 1),
        positions.map(inventedName),
        positions.map((position) => (isChosen(position, rows, total) ? sealedPhone() : null)),
        positions.map((position) => (isChosen(total - 1 - position, contacts, total) ? sealedPhone() : null)),
      ],
    );
  }
}

async function insertIntegrations(client: ClientBase, keyring: Keyring): Promise<void> {
  const positions = Array.from({ length: INTEGRATIONS }, (_, index) => index);
  await client.query(
    `INSERT INTO organization_integrations
     SELECT id, 1 + id % ${ORGANIZATIONS}, provider, sealed, now() - (id % 400) * interval '1 day'
     FROM unnest($1::bigint[], $2::text[], $3::bytea[]) AS row (id, provider, sealed)`,
    [
      positions.map((position) => position + 1),
      positions.map(inventedProvider),
      positions.map(() => Buffer.from(encrypt(keyring, Buffer.from(inventedApiKey())))),
    ],
  );
}

async function insertOrganizationsAndUsers(client: ClientBase): Promise<void> {
  await client.query(
    `INSERT INTO organizations SELECT id, 'Clinic ' || id FROM generate_series(1, ${ORGANIZATIONS}) AS id`,
  );
  await client.query("INSERT INTO users VALUES (1, 'root@restartix.example', 'superadmin')");
  await client.query(
    "INSERT INTO users SELECT 100 + n, email, 'staff' FROM unnest($1::text[]) WITH ORDINALITY AS row (email, n)",
    [PEOPLE.map((person) => person.email)],
  );
  await client.query(
    "INSERT INTO users SELECT 1000 + n, 'clinician' || n || '@restartix.example', 'clinician' FROM generate_series(1, 40) AS n",
  );
}

async function insertHostileCells(client: ClientBase, cells: HostileCell[]): Promise<void> {
  await client.query("INSERT INTO organizations VALUES ($1, 'Legacy import')", [LEGACY_ORGANIZATION]);
  for (const cell of cells) {
    const table = cell.column === "api-key" ? "organization_integrations" : "patient_persons";
    const label = cell.column === "api-key" ? "provider" : "name";
    const column = {
      phone: "phone_encrypted",
      "emergency-contact": "emergency_contact_phone_encrypted",
      "api-key": "api_key_encrypted",
    }[cell.column];
    await client.query(
      `INSERT INTO ${table} (id, organization_id, ${label}, ${column}, updated_at)
       SELECT coalesce(max(id), 0) + 1, $1, $2, $3, now() FROM ${table}`,
      [LEGACY_ORGANIZATION, `Legacy import: ${cell.what}`, cell.bytes],
    );
  }
}

/** The platform's tables and data in one transaction. Does nothing and returns false when they are there already. */
export async function seedPlatform(client: ClientBase, options: SeedOptions): Promise<boolean> {
  const { rows } = await client.query<{ present: boolean }>(
    "SELECT to_regclass('patient_persons') IS NOT NULL AS present",
  );
  if (rows[0]?.present) return false;
  await client.query("BEGIN");
  try {
    await createPlatformTables(client);
    await insertOrganizationsAndUsers(client);
    await insertPatients(client, options);
    await insertIntegrations(client, options.keyring);
    if (options.hostile) await insertHostileCells(client, hostileCells(options.keyring));
    await client.query("COMMIT");
  } catch (cause) {
    await client.query("ROLLBACK");
    throw cause;
  }
  await client.query("ANALYZE patient_persons, organization_integrations");
  return true;
}
