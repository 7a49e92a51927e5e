import { type Client, escapeIdentifier } from "pg";

interface KeyColumn {
  /** Quoted for SQL. */
  sql: string;
  /** The type as SQL writes it. */
  type: string;
  /** In the index of the key. */
  place: number;
}

/** A table with its registered columns, resolved against the catalogue. */
export interface RegisteredTable {
  /** `table`, or `schema.table` outside `public`. */
  name: string;
  /** Qualified and quoted for SQL. */
  sql: string;
  /** Unique together and not null; the registered column first. */
  key: [KeyColumn, ...KeyColumn[]];
  columns: { name: string; sql: string }[];
}

/** A row of the registry. */
export interface Entry {
  table_schema: string;
  table_name: string;
  column_name: string;
  primary_key: string;
}

const DEFAULTS: Entry[] = [
  ["patient_persons", "phone_encrypted"],
  ["patient_persons", "emergency_contact_phone_encrypted"],
  ["organization_integrations", "api_key_encrypted"],
].map(([table_name = "", column_name = ""]) => ({
  table_schema: "public",
  table_name,
  column_name,
  primary_key: "id",
}));

class RegistryError extends Error {
  override name = "RegistryError";
}

/** Reads the registry (its three defaults where the table does not exist) and resolves it. Throws RegistryError. */
export async function loadRegistry(client: Client): Promise<RegisteredTable[]> {
  const tables = await readRegistry(client);
  if (tables.length === 0) {
    throw new RegistryError("key_rotation.encrypted_column is empty: register the encrypted columns.");
  }
  const resolved: RegisteredTable[] = [];
  for (const entries of tables) resolved.push(await resolveTable(client, entries));
  return resolved;
}

/** The registry as it is written, table by table. */
export async function readRegistry(client: Client): Promise<Entry[][]> {
  const entries = await readEntries(client);
  return [...Map.groupBy(entries, (entry) => `${entry.table_schema}.${entry.table_name}`).values()];
}

/** As `schema.table.column`, whether the catalogue knows them or not. */
export async function findRegisteredColumns(client: Client): Promise<string[]> {
  const entries = await readEntries(client);
  return entries.map((it) => [it.table_schema, it.table_name, it.column_name].join("."));
}

async function readEntries(client: Client): Promise<Entry[]> {
  const { rows } = await client.query<{ present: boolean }>(
    "SELECT to_regclass('key_rotation.encrypted_column') IS NOT NULL AS present",
  );
  if (!rows[0]?.present) return DEFAULTS;
  const registered = await client.query<Entry>(
    `SELECT table_schema, table_name, column_name, primary_key FROM key_rotation.encrypted_column
      ORDER BY table_schema, table_name DESC, column_name DESC`,
  );
  return registered.rows;
}

/** Compares one table's entries with the catalogue. Throws RegistryError. */
export async function resolveTable(client: Client, entries: Entry[]): Promise<RegisteredTable> {
  const [first] = entries;
  if (!first) throw new RegistryError("A registered table has no columns.");
  const { table_schema: schema, table_name: table, primary_key: primaryKey } = first;
  const name = schema === "public" ? table : `${schema}.${table}`;
  const sql = `${escapeIdentifier(schema)}.${escapeIdentifier(table)}`;
  if (entries.some((entry) => entry.primary_key !== primaryKey)) {
    throw new RegistryError(
      `The columns of ${name} are registered with different primary keys: make them agree.`,
    );
  }
  const { rows } = await client.query<{ name: string; type: string }>(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type
       FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped`,
    [sql],
  );
  const types = new Map(rows.map((row) => [row.name, row.type]));
  if (types.size === 0) {
    throw new RegistryError(
      `The table ${name} is not in this database: check DATABASE_URL, or correct the registry.`,
    );
  }
  for (const { column_name: column } of entries) {
    if (types.get(column) !== "bytea") {
      throw new RegistryError(
        `${name}.${column} is not a bytea column of this database: correct the registry.`,
      );
    }
  }
  const key = (await findKey(client, { sql, name, primaryKey })).map((column) => ({
    sql: escapeIdentifier(column.name),
    type: types.get(column.name) ?? "text",
    place: column.place,
  }));
  const [leading, ...others] = key;
  if (!leading) throw new RegistryError(`${name} has no key.`);
  return {
    name,
    sql,
    key: [leading, ...others],
    columns: entries.map((entry) => ({
      name: `${name}.${entry.column_name}`,
      sql: escapeIdentifier(entry.column_name),
    })),
  };
}

/** The registered column alone where it is unique; otherwise the primary key that contains it (a partitioned table's). */
async function findKey(
  client: Client,
  { sql, name, primaryKey }: { sql: string; name: string; primaryKey: string },
): Promise<{ name: string; place: number }[]> {
  const { rows } = await client.query<{ columns: { name: string; place: number }[] }>(
    `SELECT json_agg(json_build_object('name', a.attname, 'place', k.place) ORDER BY a.attname <> $2, k.place) AS columns
       FROM pg_index i, unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY AS k(attnum, place)
       JOIN pg_attribute a ON a.attnum = k.attnum
      WHERE i.indrelid = to_regclass($1) AND a.attrelid = i.indrelid AND i.indisunique AND i.indisvalid
        AND i.indpred IS NULL AND i.indexprs IS NULL
      GROUP BY i.indexrelid, i.indisprimary
     HAVING bool_and(a.attnotnull) AND bool_or(a.attname = $2)
      ORDER BY count(*), i.indisprimary DESC LIMIT 1`,
    [sql, primaryKey],
  );
  const columns = rows[0]?.columns;
  if (!columns) {
    throw new RegistryError(
      `${name}.${primaryKey} is not unique and not null: register the table's primary key.`,
    );
  }
  return columns;
}
