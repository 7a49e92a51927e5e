import type { HistoryRowView } from "./compliance-views.ts";
import { csvOf } from "./csv.ts";

export const HISTORY_FORMATS = ["csv", "markdown"] as const;
export type HistoryFormat = (typeof HISTORY_FORMATS)[number];

/** The rotation history as a file. Counts are whole numbers as the ledger has them, instants are ISO 8601 in UTC. */
export function historyFile(rows: readonly HistoryRowView[], format: HistoryFormat): string {
  const columns = [...new Set(rows.flatMap((row) => row.columns.map(({ column }) => column)))].toSorted();
  const table = [headerOf(columns), ...rows.map((row) => cellsOf(row, columns))];
  return format === "csv" ? csvOf(table) : markdownOf(table);
}

function headerOf(columns: readonly string[]): string[] {
  return [
    "Rotation",
    "Type",
    "Status",
    "Counts for compliance",
    "Started (UTC)",
    "Ended (UTC)",
    "Duration (s)",
    "Old version",
    "New version",
    ...columns.map((column) => `Re-encrypted ${column}`),
    "Records re-encrypted",
    "Operators",
    "Approvers",
    "Notes",
  ];
}

function cellsOf(row: HistoryRowView, columns: readonly string[]): string[] {
  const { startedAt, endedAt } = row;
  const seconds = endedAt === null ? "" : String((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
  const counted = new Map(row.columns.map(({ column, reencrypted }) => [column, reencrypted]));
  const isCounted = row.columns.length > 0;
  return [
    row.rotationId,
    row.type,
    row.status,
    countsForCompliance(row),
    startedAt,
    endedAt ?? "",
    seconds,
    String(row.oldVersion),
    String(row.newVersion),
    ...columns.map((column) => String(counted.get(column) ?? "")),
    isCounted ? String(row.columns.reduce((sum, { reencrypted }) => sum + reencrypted, 0)) : "",
    row.operators.join("; "),
    row.approvers.join("; "),
    row.notes,
  ];
}

/** A quarter is judged by the real rotations that were completed in it, and by no other. */
function countsForCompliance({ type, status }: HistoryRowView): string {
  if (type === "drill" || status === "cancelled") return "no";
  return status === "completed" ? "yes" : "not yet";
}

function markdownOf([header = [], ...rows]: readonly string[][]): string {
  const lines = [header, header.map(() => "---"), ...rows.map((row) => row.map(inTable))];
  return lines.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

/** A cell of a Markdown table: one line, and no bar that would end it early. */
function inTable(value: string): string {
  return value
    .replaceAll("\\", "\\\\")
    .replaceAll("|", "\\|")
    .replaceAll(/[\r\n]+/g, " ");
}
