import type { Client } from "pg";
import { keyArrays, keyBound, keyText, keyTuple, type RowKey } from "./key-sql.ts";
import type { Look } from "./look-at-rows.ts";
import { keyParameters, type RowBatch } from "./read-rows.ts";
import type { RegisteredTable } from "./registry.ts";

/**
 * One compare-and-swap UPDATE of rows in key order: a row is written only where every cell to be replaced still holds
 * the bytes that were read. Returns the keys of the rows that now hold the new values; the others lost the race, or
 * a trigger of the platform decided otherwise.
 */
export async function swapRows(
  client: Client,
  table: RegisteredTable,
  rows: RowBatch,
  { swaps, renewed }: Pick<Look, "swaps" | "renewed">,
): Promise<Set<RowKey>> {
  const wanted = swaps.filter((key) => key !== null);
  const [first, last] = [wanted[0], wanted.at(-1)];
  if (first === undefined || last === undefined) return new Set();
  const values: unknown[] = keyArrays(table, swaps);
  const sources = [keyParameters(table, 1)];
  for (const [index, { next }] of renewed.entries()) {
    values.push(rows.columns[index]?.bytes, next);
    sources.push(`$${values.length - 1}::bytea[], $${values.length}::bytea[]`);
  }
  const keys = table.key.map((_, index) => `k${index}`);
  const cells = table.columns.map((column, index) => ({
    sql: column.sql,
    old: `u.o${index}`,
    next: `u.n${index}`,
  }));
  // The bounds on the key keep the planner from walking the whole index for each batch.
  const text = `
    WITH written AS (UPDATE ${table.sql} AS t SET ${cells.map(({ sql, next }) => `${sql} = coalesce(${next}, t.${sql})`).join(", ")}
      FROM unnest(${sources.join(", ")}) AS u(${[...keys, ...cells.map((_, index) => `o${index}, n${index}`)].join(", ")})
     WHERE ${table.key.map((column, index) => `t.${column.sql} = u.k${index}`).join(" AND ")}
       AND ${keyBound(table, ">=", first, values)} AND ${keyBound(table, "<=", last, values)}
       AND ${cells.map(({ sql, old, next }) => `(${next} IS NULL OR t.${sql} IS NOT DISTINCT FROM ${old})`).join(" AND ")}
    RETURNING ${keyText(table)} AS key, ${cells.map(({ sql, next }) => `(${next} IS NULL OR t.${sql} IS NOT DISTINCT FROM ${next})`).join(" AND ")} AS stored)
    SELECT CASE WHEN count(*) FILTER (WHERE stored) < $${values.push(wanted.length)}
                THEN coalesce(array_agg(key) FILTER (WHERE stored), '{}') END AS keys FROM written`;
  // Null, and no thousand keys to parse, where every row took its new values.
  const { rows: answer } = await client.query<{ keys: RowKey[] | null }>(text, values);
  return new Set(answer[0]?.keys ?? wanted);
}

/**
 * Those of the swaps whose rows no other transaction holds, now locked for this one; null in place of the rest, which is
 * put off, never taken for done.
 */
export async function lockFreeRows(
  client: Client,
  table: RegisteredTable,
  swaps: Look["swaps"],
): Promise<Look["swaps"]> {
  const wanted = swaps.filter((key) => key !== null);
  if (wanted.length === 0) return swaps;
  const text = `SELECT ${keyText(table)} AS key FROM ${table.sql} AS t
    WHERE (${keyTuple(table)}) IN (SELECT * FROM unnest(${keyParameters(table, 1)})) FOR NO KEY UPDATE OF t SKIP LOCKED`;
  const { rows } = await client.query<{ key: string }>(text, keyArrays(table, wanted));
  const free = new Set(rows.map((row) => row.key));
  return swaps.map((key) => (key !== null && free.has(key) ? key : null));
}
