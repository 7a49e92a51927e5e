import type { RegisteredTable } from "./registry.ts";

/** A row's key as SQL prints it: the plain text of a single key column, a JSON array of texts otherwise. */
export type RowKey = string;

/** SQL expression of the RowKey of the row aliased `t`. */
export function keyText(table: RegisteredTable): string {
  if (table.key.length === 1) return `t.${table.key[0].sql}::text`;
  return `jsonb_build_array(${table.key.map((column) => `t.${column.sql}::text`).join(", ")})::text`;
}

/** The texts of the key columns, in the order of `table.key`. */
function keyParts(table: RegisteredTable, key: RowKey): string[] {
  return table.key.length === 1 ? [key] : (JSON.parse(key) as string[]);
}

/** What people look a row up by: the registered key column. */
export function rowId(table: RegisteredTable, key: RowKey): string {
  return keyParts(table, key)[0] ?? key;
}

/** The key columns in the order of `keyArrays`. */
export function keyTuple(table: RegisteredTable): string {
  return table.key.map((column) => `t.${column.sql}`).join(", ");
}

/** The key columns as their index sorts them: another order would sort the table anew for each batch. */
export function keyOrder(table: RegisteredTable, direction: "" | "DESC" = ""): string {
  return indexed(table)
    .map(({ column }) => `t.${column.sql} ${direction}`.trimEnd())
    .join(", ");
}

function indexed(table: RegisteredTable) {
  return table.key
    .map((column, part) => ({ column, part }))
    .toSorted((a, b) => a.column.place - b.column.place);
}

/** `(t.a, t.b) > ($3::x, $4::y)`; appends the key's parts to `values`. */
export function keyBound(
  table: RegisteredTable,
  operator: ">" | ">=" | "<=",
  key: RowKey,
  values: unknown[],
): string {
  const texts = keyParts(table, key);
  const parameters = indexed(table).map(({ column, part }) => {
    values.push(texts[part]);
    return `$${values.length}::${column.type}`;
  });
  return `(${keyOrder(table)}) ${operator} (${parameters.join(", ")})`;
}

/** One array literal per key column; unnested together they are the keys. Null is a key that no row has. */
export function keyArrays(table: RegisteredTable, keys: readonly (RowKey | null)[]): string[] {
  const parts = keys.map((key) => (key === null ? [] : keyParts(table, key)));
  return table.key.map((_, column) => arrayLiteral(parts.map((part) => part[column] ?? null)));
}

/** A text array literal. Integers, the usual keys, need no quotes. */
export function arrayLiteral(texts: readonly (string | null)[]): string {
  const elements = texts.map((text) => {
    if (text === null) return "NULL";
    return /^-?\d+$/.test(text) ? text : `"${text.replace(/["\\]/g, "\\$&")}"`;
  });
  return `{${elements.join(",")}}`;
}
