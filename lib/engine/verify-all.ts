import type { Client } from "pg";
import type { Keyring } from "#lib/crypto/keyring.ts";
import {
  MOST_LISTED,
  type QuarantineCause,
  type VerificationReport,
} from "#lib/domain/reencryption/report.ts";
import { causeOf, opensAsCurrent } from "./examine-cell.ts";
import { explainError } from "./explain-error.ts";
import { rowId } from "./key-sql.ts";
import { loadRegistry } from "./registry.ts";
import { scanTables } from "./scan-tables.ts";
import { Session } from "./session.ts";
import { loadWaivers } from "./waived-cells.ts";

/**
 * Decrypts every cell, as it was at one instant on the writer, with the current key alone; other keys serve only to
 * name the cause of a failure. A waived cell never counts as one that opens. Writes nothing and never throws.
 */
export async function verifyAll(options: {
  databaseUrl: string;
  keyring: Keyring;
  signal?: AbortSignal;
  /** Counts the cells that two people waived in this rotation, and that are still the same, apart. */
  rotationId?: string;
}): Promise<VerificationReport> {
  const startedAt = performance.now();
  const session = new Session(options.databaseUrl);
  const report: VerificationReport = {
    status: "failed",
    currentVersion: options.keyring.currentVersion,
    elapsedMs: 0,
    error: null,
    columns: [],
    failures: [],
  };
  try {
    await session.use((client) => verify(client, options, report));
    if (options.signal?.aborted)
      report.error = "Stopped before every cell was verified: run the verification again.";
    else report.status = report.columns.some((column) => column.failed > 0) ? "not-verified" : "verified";
  } catch (error) {
    report.error = explainError(error);
  } finally {
    await session.close();
  }
  return { ...report, elapsedMs: Math.round(performance.now() - startedAt) };
}

async function verify(
  client: Client,
  { keyring, signal, rotationId }: { keyring: Keyring; signal?: AbortSignal; rotationId?: string },
  report: VerificationReport,
): Promise<void> {
  report.failures = [];
  const current = keyring.only(keyring.currentVersion);
  const tables = await loadRegistry(client);
  const isWaived = rotationId === undefined ? null : await loadWaivers(client, rotationId, current);
  const apart = isWaived ? { waived: 0 } : {};
  const columns = new Map<string, VerificationReport["columns"][number]>(
    tables.flatMap((table) =>
      table.columns.map(({ name }) => [name, { column: name, total: 0, current: 0, failed: 0, ...apart }]),
    ),
  );
  report.columns = [...columns.values()];
  await scanTables(client, tables, signal, (table, rows) => {
    for (const [index, { name }] of table.columns.entries()) {
      const counts = columns.get(name);
      for (const [row, key] of rows.keys.entries()) {
        const cell = rows.columns[index]?.at(row);
        if (!cell || !counts) continue;
        counts.total += 1;
        const opens = opensAsCurrent(current, cell);
        if (!opens && isWaived?.(name, key, cell)) {
          counts.waived = (counts.waived ?? 0) + 1;
          continue;
        }
        counts[opens ? "current" : "failed"] += 1;
        if (opens || report.failures.length >= MOST_LISTED) continue;
        report.failures.push({
          column: name,
          id: rowId(table, key),
          cause: failureOf(keyring, current, cell),
        });
      }
    }
  });
}

/** A cell of an older version counts as `unknown-version`, whether or not its key happens to be loaded. */
function failureOf(keyring: Keyring, current: Keyring, cell: Buffer): QuarantineCause {
  const cause = causeOf(current, cell);
  return cause === "authentication-failed" ? causeOf(keyring, cell) : cause;
}
