import { z } from "zod";
import type { Database } from "#lib/db/client.ts";
import { type ColumnName, fullName } from "../domain/registry/column-name.ts";
import type {
  ExcusedColumnView,
  RegisteredColumnView,
  ScopeView,
  WaitingColumnView,
} from "../domain/registry/scope-view.ts";

/** The registry with what the worker counted last in it. */
export async function findScope(db: Database): Promise<ScopeView> {
  const [waiting, registered, excused, counted] = await Promise.all([
    listWaiting(db),
    listRegistered(db),
    listExcused(db),
    findCounts(db),
  ]);
  return {
    waiting: waiting.map(named),
    registered: registered.map(named).map((it) => ({ ...it, ...countOf(counted.columns, it.name) })),
    excused: excused.map(named),
    count: { at: counted.at?.toISOString() ?? null, problem: counted.problem },
  };
}

const named = <Column extends ColumnName>(column: Column) => ({ ...column, name: fullName(column) });

type Unnamed<Column> = Omit<Column, "name">;

async function listWaiting(db: Database): Promise<Unnamed<WaitingColumnView>[]> {
  const rows = await db.$queryRaw<(Unnamed<WaitingColumnView> & { isArray: boolean; hasKey: boolean })[]>`
    SELECT table_schema AS schema, table_name AS "table", column_name AS "column",
      is_array AS "isArray", row_key IS NOT NULL AS "hasKey"
    FROM key_rotation.unclassified_column ORDER BY 1, 2, 3`;
  return rows.map(({ isArray, hasKey, ...name }) => ({
    ...name,
    obstacle: isArray
      ? "It holds arrays of values, which a rotation cannot go through."
      : hasKey
        ? null
        : "Its table has no unique, not-null key by which a rotation could name a row.",
  }));
}

type Registered = Omit<RegisteredColumnView, "name" | "cells" | "problem" | "missingGrant">;

async function listRegistered(db: Database): Promise<Registered[]> {
  const rows = await db.$queryRaw<(Omit<Registered, "registeredAt"> & { registeredAt: Date })[]>`
    SELECT table_schema AS schema, table_name AS "table", column_name AS "column", label,
      registered_by AS "registeredBy", registered_at AS "registeredAt",
      NOT key_rotation.column_exists(table_schema, table_name, column_name) AS "isDropped"
    FROM key_rotation.encrypted_column ORDER BY 1, 2 DESC, 3 DESC`;
  return rows.map((row) => ({ ...row, registeredAt: row.registeredAt.toISOString() }));
}

async function listExcused(db: Database): Promise<Unnamed<ExcusedColumnView>[]> {
  const rows = await db.$queryRaw<
    (Omit<ExcusedColumnView, "name" | "classifiedAt"> & { classifiedAt: Date })[]
  >`
    SELECT table_schema AS schema, table_name AS "table", column_name AS "column", reason,
      classified_by AS "classifiedBy", classified_at AS "classifiedAt",
      NOT key_rotation.column_exists(table_schema, table_name, column_name) AS "isDropped"
    FROM key_rotation.unencrypted_column ORDER BY 1, 2, 3`;
  return rows.map((row) => ({ ...row, classifiedAt: row.classifiedAt.toISOString() }));
}

const Counts = z.array(
  z.object({
    column: z.string(),
    cells: z
      .object({
        nonNull: z.number(),
        byVersion: z.record(z.string(), z.number()),
        tooShort: z.number(),
      })
      .nullable(),
    problem: z.string().nullable(),
    missingGrant: z.string().nullable(),
  }),
);
type Counts = z.infer<typeof Counts>;

async function findCounts(
  db: Database,
): Promise<{ columns: Counts; at: Date | null; problem: string | null }> {
  const [row] = await db.$queryRaw<{ columns: unknown; at: Date | null; problem: string | null }[]>`
    SELECT columns, counted_at AS at, problem FROM key_rotation.registry_count`;
  return row ? { ...row, columns: Counts.parse(row.columns) } : { columns: [], at: null, problem: null };
}

function countOf(
  counts: Counts,
  column: string,
): Pick<RegisteredColumnView, "cells" | "problem" | "missingGrant"> {
  const found = counts.find((count) => count.column === column);
  if (!found) return { cells: null, problem: null, missingGrant: null };
  const { cells, problem, missingGrant } = found;
  if (!cells) return { cells, problem, missingGrant };
  const byVersion = Object.entries(cells.byVersion)
    .map(([version, count]) => ({ version: Number(version), cells: count }))
    .toSorted((a, b) => a.version - b.version);
  return { cells: { total: cells.nonNull, byVersion, tooShort: cells.tooShort }, problem, missingGrant };
}
