import { expect, test } from "vitest";
import { testDatabase, withClient } from "#tests/database.ts";
import { underV1, underV2 } from "#tests/encrypted-platform.ts";
import { takeCensus } from "./census.ts";
import type { RegisteredTable } from "./registry.ts";

const WIDE: RegisteredTable = {
  name: "wide",
  sql: "public.wide",
  key: [{ sql: "id", type: "bigint", place: 1 }],
  columns: Array.from({ length: 14 }, (_, index) => ({ name: `wide.c${index}`, sql: `c${index}` })),
};

test("a table with more columns than one number holds is counted column by column", async () => {
  const { pool, url } = await testDatabase();
  await pool.query(
    `CREATE TABLE wide (id bigint PRIMARY KEY, ${WIDE.columns.map(({ sql }) => `${sql} bytea`).join(", ")})`,
  );
  // Column n holds n old values, one current one, and nulls.
  for (let row = 0; row < WIDE.columns.length + 1; row += 1) {
    const cells = WIDE.columns.map((_, column) => {
      if (row < column) return underV1("old");
      return row === column ? underV2("new") : null;
    });
    const places = cells.map((_, index) => `$${index + 2}`).join(", ");
    await pool.query(`INSERT INTO wide VALUES ($1, ${places})`, [row, ...cells]);
  }
  const census = await withClient(url, (client) =>
    takeCensus(client, [WIDE], { currentVersion: 2, quarantine: true }),
  );
  expect(census).toEqual(
    WIDE.columns.map(({ name }, column) => ({
      column: name,
      nulls: WIDE.columns.length - column,
      nonNull: column + 1,
      empty: 0,
      tooShort: 0,
      byVersion: column === 0 ? { 2: 1 } : { 1: column, 2: 1 },
      unexplained: column,
    })),
  );
});
