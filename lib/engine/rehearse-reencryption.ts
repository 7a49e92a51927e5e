import type { Client } from "pg";
import type { Keyring } from "#lib/crypto/keyring.ts";
import { dispositionAfter } from "#lib/domain/reencryption/disposition.ts";
import { noCells } from "#lib/domain/reencryption/ledger.ts";
import { type ColumnReport, MOST_LISTED, type ReencryptionReport } from "#lib/domain/reencryption/report.ts";
import { explainError } from "./explain-error.ts";
import { lookAtRows } from "./look-at-rows.ts";
import { loadRegistry } from "./registry.ts";
import { scanTables } from "./scan-tables.ts";
import { Session } from "./session.ts";

/** Reports what a run would do: reads and opens every cell of one instant, encrypts, and writes nothing. Never throws. */
export async function rehearseReencryption(options: {
  databaseUrl: string;
  keyring: Keyring;
  signal?: AbortSignal;
}): Promise<ReencryptionReport> {
  const startedAt = performance.now();
  const session = new Session(options.databaseUrl);
  const report: ReencryptionReport = {
    status: "completed",
    dryRun: true,
    currentVersion: options.keyring.currentVersion,
    elapsedMs: 0,
    error: null,
    columns: [],
    quarantine: [],
  };
  try {
    await session.use((client) => rehearse(client, options, report));
    if (options.signal?.aborted) report.status = "cancelled";
    else if (report.columns.some((column) => column.quarantined > 0))
      report.status = "completed-with-quarantine";
  } catch (error) {
    report.status = "failed";
    report.error = explainError(error);
  } finally {
    await session.close();
  }
  return { ...report, elapsedMs: Math.round(performance.now() - startedAt) };
}

async function rehearse(
  client: Client,
  { keyring, signal }: { keyring: Keyring; signal?: AbortSignal },
  report: ReencryptionReport,
): Promise<void> {
  report.columns = [];
  report.quarantine = [];
  const tables = await loadRegistry(client);
  const columns = new Map<string, ColumnReport>();
  for (const { name } of tables.flatMap((table) => table.columns)) {
    columns.set(name, { column: name, ...noCells(), remaining: 0, netChange: 0, unexplained: 0 });
  }
  await scanTables(client, tables, signal, async (table, rows) => {
    const look = await lookAtRows(keyring, table, rows);
    for (const { column, finding } of look.findings) count(columns.get(column), finding);
    for (const { column, keys } of look.renewed) {
      for (const _ of keys) count(columns.get(column), "swapped");
    }
    const room = MOST_LISTED - report.quarantine.length;
    report.quarantine.push(
      ...look.unreadable.slice(0, room).map(({ column, id, cause }) => ({ column, id, cause })),
    );
  });
  report.columns = [...columns.values()];
}

function count(column: ColumnReport | undefined, finding: Parameters<typeof dispositionAfter>[1]): void {
  const disposition = dispositionAfter("unread", finding);
  if (!column || !disposition) return;
  column.total += 1;
  column[disposition] += 1;
  if (finding !== "current") column.remaining += 1;
}
