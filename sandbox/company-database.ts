import { Client, Pool } from "pg";
import { parseKeyring } from "#lib/crypto/keyring.ts";
import { installDatabase } from "#prisma/install-database.ts";
import { FIELD_NAMES, FIELDS } from "./platform/cells.ts";
import { openCell } from "./platform/records.ts";
import { type StoredReader, UNREADABLE } from "./platform/traffic.ts";
import type { Cluster } from "./postgres/cluster.ts";
import { createLoginRoles, grantGroups, LOGIN_ROLES, type LoginRole } from "./postgres/login-roles.ts";
import { LEGACY_ORGANIZATION, type SeedOptions, seedPlatform } from "./postgres/seed.ts";

const DATABASE = "restartix";
/** More cells than that would only use memory; they lie all over the table. */
const TRAFFIC_ROWS = 5_000;

export interface ColumnCount {
  column: string;
  null: number;
  empty: number;
  /** Rows per first byte, the key version. */
  versions: Record<string, number>;
}

export interface CompanyDatabase {
  urls: Record<LoginRole, string>;
  /** As the owner; four connections. */
  pool: Pool;
  countVersions(): Promise<ColumnCount[]>;
  trafficIds(): Promise<{ patientIds: string[]; integrationIds: string[] }>;
  /** Reads cells past the API, with the keys in this text of the secret. */
  storedReader(secretText: string): StoredReader;
}

async function withClient(url: string, use: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

async function countColumn(pool: Pool, field: (typeof FIELD_NAMES)[number]): Promise<ColumnCount> {
  const { table, column } = FIELDS[field];
  const { rows } = await pool.query<{ first: Buffer | null; cells: string }>(
    `SELECT substring(${column} FROM 1 FOR 1) AS first, count(*) AS cells FROM ${table} GROUP BY 1 ORDER BY 1`,
  );
  const result: ColumnCount = { column: `${table}.${column}`, null: 0, empty: 0, versions: {} };
  for (const { first, cells } of rows) {
    if (first === null) result.null = Number(cells);
    else if (first.length === 0) result.empty = Number(cells);
    else result.versions[String(first.readUInt8(0))] = Number(cells);
  }
  return result;
}

async function someIds(pool: Pool, table: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM ${table} WHERE organization_id <> $1 ORDER BY random() LIMIT $2`,
    [LEGACY_ORGANIZATION, TRAFFIC_ROWS],
  );
  return rows.map(({ id }) => id);
}

function readStored(pool: Pool, secretText: string): StoredReader {
  const keyring = parseKeyring(JSON.parse(secretText) as Record<string, string>);
  return async (field, ids) => {
    const { table, column } = FIELDS[field];
    const { rows } = await pool.query<{ id: string; stored: Buffer | null }>(
      `SELECT id, ${column} AS stored FROM ${table} WHERE id = ANY($1::bigint[])`,
      [ids],
    );
    const found: Awaited<ReturnType<StoredReader>> = new Map();
    for (const { id, stored } of rows) {
      try {
        found.set(id, openCell(keyring, { field, id }, stored));
      } catch {
        found.set(id, UNREADABLE);
      }
    }
    return found;
  };
}

/** One connection URL per login. */
export function databaseUrls(port: number, passwords: Record<LoginRole, string>): Record<LoginRole, string> {
  const url = (role: LoginRole) => `postgres://${role}:${passwords[role]}@127.0.0.1:${port}/${DATABASE}`;
  return Object.fromEntries(LOGIN_ROLES.map((role) => [role, url(role)])) as Record<LoginRole, string>;
}

/** The platform's database with its data, Keyturn's schema and every login; continues with what is there. */
export async function prepareDatabase(
  cluster: Cluster,
  passwords: Record<LoginRole, string>,
  seed: SeedOptions,
): Promise<CompanyDatabase> {
  const urls = databaseUrls(cluster.port, passwords);
  await withClient(cluster.url("postgres"), async (superuser) => {
    await createLoginRoles(superuser, passwords);
    const { rowCount } = await superuser.query("SELECT FROM pg_database WHERE datname = $1", [DATABASE]);
    if (rowCount === 0) await superuser.query(`CREATE DATABASE ${DATABASE} OWNER restartix_owner`);
  });
  await withClient(urls.restartix_owner, async (owner) => {
    await seedPlatform(owner, seed);
  });
  await installDatabase(urls.restartix_owner);
  await withClient(urls.restartix_owner, grantGroups);
  const pool = new Pool({ connectionString: urls.restartix_owner, max: 4 });
  pool.on("error", () => undefined);
  return {
    urls,
    pool,
    countVersions: () => Promise.all(FIELD_NAMES.map((field) => countColumn(pool, field))),
    trafficIds: async () => ({
      patientIds: await someIds(pool, "patient_persons"),
      integrationIds: await someIds(pool, "organization_integrations"),
    }),
    storedReader: (secretText) => readStored(pool, secretText),
  };
}
