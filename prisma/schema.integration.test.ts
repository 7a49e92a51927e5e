import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testDatabase, withClient } from "#tests/database.ts";
import { applyMigrations } from "./apply-migrations.ts";

const SQL_TYPE: Record<string, string> = {
  String: "text",
  Int: "integer",
  Boolean: "boolean",
  BigInt: "bigint",
  DateTime: "timestamp with time zone",
  Json: "jsonb",
  Bytes: "bytea",
  "String[]": "ARRAY",
  "@db.Uuid": "uuid",
  "@db.Inet": "inet",
};

interface Column {
  type: string;
  nullable: boolean;
}

/** Tables and columns as schema.prisma maps them; relations have no column of their own. */
function mappedTables(): Map<string, Map<string, Column>> {
  const schema = readFileSync(join(import.meta.dirname, "schema.prisma"), "utf8");
  const tables = new Map<string, Map<string, Column>>();
  for (const [, body = ""] of schema.matchAll(/^model \w+ \{\n(.*?)^\}/gms)) {
    const table = `${/@@schema\("(\w+)"\)/.exec(body)?.[1]}.${/@@map\("(\w+)"\)/.exec(body)?.[1]}`;
    const columns = new Map<string, Column>();
    for (const [, name = "", type = "", optional, rest = ""] of body.matchAll(
      /^ {2}(\w+) +(\w+(?:\[\])?)(\?)?(.*)$/gm,
    )) {
      const unsupported = /^\("(\w+)"\)/.exec(rest)?.[1];
      const sqlType = unsupported ?? SQL_TYPE[/@db\.(Uuid|Inet)/.exec(rest)?.[0] ?? type];
      if (sqlType)
        columns.set(/@map\("(\w+)"\)/.exec(rest)?.[1] ?? name, { type: sqlType, nullable: optional === "?" });
    }
    tables.set(table, columns);
  }
  return tables;
}

test("the migrations make exactly the columns that schema.prisma maps, with their types", async () => {
  const { pool } = await testDatabase();
  const tables = mappedTables();
  expect(tables.size).toBeGreaterThan(12);
  for (const [table, columns] of tables) {
    const { rows } = await pool.query<{ name: string; type: string; nullable: boolean }>(
      `SELECT column_name AS name, data_type AS type, is_nullable = 'YES' AS nullable
         FROM information_schema.columns WHERE table_schema || '.' || table_name = $1`,
      [table],
    );
    const found = new Map(rows.map(({ name, type, nullable }) => [name, { type, nullable }]));
    // The platform may have more columns, and guards its own against null as it likes.
    const expected = table.startsWith("public.")
      ? [...columns.keys()].filter((name) => !found.has(name))
      : columns;
    expect(expected, table).toEqual(table.startsWith("public.") ? [] : found);
  }
});

test("migrations run once, also when two starters come at the same time", async () => {
  const { url } = await testDatabase({ migrate: false });
  const applied = await Promise.all([1, 2, 3].map(() => withClient(url, applyMigrations)));
  expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
  expect(await withClient(url, applyMigrations)).toEqual([]);
});

test("a migration that was edited after it was applied stops the start", async () => {
  const { url, pool } = await testDatabase();
  await pool.query("UPDATE key_rotation._prisma_migrations SET checksum = repeat('0', 64)");
  await expect(withClient(url, applyMigrations)).rejects.toThrow(/edited after it was applied/);
});

test("a migration that another tool left half-way stops the start", async () => {
  const { url, pool } = await testDatabase();
  await pool.query("UPDATE key_rotation._prisma_migrations SET finished_at = NULL");
  await expect(withClient(url, applyMigrations)).rejects.toThrow(/did not finish/);
});
