import type { Client } from "pg";

/** Registered columns that this role may not read with their key, or not replace, with what their owner must run. */
export async function findMissingGrants(client: Client): Promise<{ column: string; statement: string }[]> {
  const { rows } = await client.query<{ column: string; statement: string }>(
    `SELECT concat_ws('.', e.table_schema, e.table_name, e.column_name) AS column, key_rotation.missing_grant(e) AS statement
       FROM key_rotation.encrypted_column e WHERE key_rotation.missing_grant(e) IS NOT NULL ORDER BY 1`,
  );
  return rows;
}
