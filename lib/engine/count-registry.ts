import type { Client } from "pg";
import type { RegisteredCount } from "#lib/ports/platform-data.ts";
import { takeCensus } from "./census.ts";
import { explainError } from "./explain-error.ts";
import { findMissingGrants } from "./missing-grants.ts";
import { type Entry, readRegistry, resolveTable } from "./registry.ts";

/** Counts every registered column; one that cannot be counted says why and hides none of the others. */
export async function countRegistry(client: Client, signal: AbortSignal): Promise<RegisteredCount[]> {
  const missing = new Map((await findMissingGrants(client)).map((it) => [it.column, it.statement]));
  const counts: RegisteredCount[] = [];
  for (const entries of await readRegistry(client)) {
    signal.throwIfAborted();
    for (const count of await countTable(client, entries))
      counts.push({ ...count, missingGrant: missing.get(count.column) ?? null });
  }
  return counts;
}

type Count = Omit<RegisteredCount, "missingGrant">;

async function countTable(client: Client, entries: Entry[]): Promise<Count[]> {
  const names = entries.map((it) => `${it.table_schema}.${it.table_name}.${it.column_name}`);
  try {
    const table = await resolveTable(client, entries);
    // Without decrypting, a count needs no key and so no current version.
    const censuses = await takeCensus(client, [table], { currentVersion: 0, quarantine: false });
    return censuses.map(({ nonNull, byVersion, tooShort }, index) => ({
      column: names[index] ?? "",
      cells: { nonNull, byVersion, tooShort },
      problem: null,
    }));
  } catch (error) {
    // One pass over the table does not work: column by column, so that only those at fault stay uncounted.
    if (entries.length > 1) {
      const each: Count[] = [];
      for (const entry of entries) each.push(...(await countTable(client, [entry])));
      return each;
    }
    return names.map((column) => ({ column, cells: null, problem: explainError(error) }));
  }
}
