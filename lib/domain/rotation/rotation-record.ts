import type { RotationFacts } from "../../ports/step-context.ts";
import { dayOf } from "../schedule/day.ts";
import { quarterAt } from "../schedule/quarters.ts";

interface ColumnCounts {
  column: string;
  total: number;
  reencrypted: number;
  /** Cells that do not decrypt and were waived by two people. */
  waived: number;
}

/** The `changes` of the procedure's `KEY_ROTATION` row. Its numbers are the ledger's, not a count taken at the end. */
export function rotationRecord(rotation: RotationFacts, columns: readonly ColumnCounts[], rotatedAt: string) {
  return {
    old_version: rotation.oldVersion,
    new_version: rotation.newVersion,
    rotated_at: rotatedAt,
    records_reencrypted: columns.reduce((sum, column) => sum + column.reencrypted, 0),
    records_total: columns.reduce((sum, column) => sum + column.total, 0),
    records_waived: waivedIn(columns),
    records_per_column: Object.fromEntries(columns.map(({ column, reencrypted }) => [column, reencrypted])),
    rotation_type: rotation.type === "scheduled" ? "quarterly_scheduled" : rotation.type,
  };
}

function waivedIn(columns: readonly ColumnCounts[]): number {
  return columns.reduce((sum, column) => sum + column.waived, 0);
}

/** What the rotation's GitHub issue is closed with: counts and names, in Markdown. */
export function issueSummary(rotation: RotationFacts, columns: readonly ColumnCounts[]): string {
  const waived = waivedIn(columns);
  const lines = [
    `${quarterName(rotation)} key rotation completed: V${rotation.oldVersion} → V${rotation.newVersion}.`,
    "",
    ...columns.map(
      ({ column, reencrypted, total }) =>
        `- \`${column}\`: ${reencrypted.toLocaleString("en")} of ${total.toLocaleString("en")} cells re-encrypted`,
    ),
    ...(waived === 0
      ? []
      : [`- ${waived.toLocaleString("en")} cells do not open and were waived by two people`]),
    "",
    `Operated by ${rotation.operator}, approved by ${rotation.approvers.join(", ")}. ${rotation.url}`,
  ];
  return lines.join("\n");
}

/** One row of the procedure's rotation history, as Markdown. */
export function historyRow(rotation: RotationFacts, columns: readonly ColumnCounts[]): string {
  const counts = columns
    .map(({ column, reencrypted }) => `${reencrypted.toLocaleString("en")} ${column}`)
    .join(" + ");
  const waived = waivedIn(columns);
  const notes = waived === 0 ? "" : `, ${waived} waived`;
  const date = rotation.createdAt.toISOString().slice(0, 10);
  return `| ${date} | ${rotation.oldVersion} | ${rotation.newVersion} | ${counts}${notes} | ${rotation.id}, operated by ${rotation.operator} |`;
}

/** "Q4": the quarter for which the rotation counts, by its date in UTC. */
export function quarterName({ createdAt }: RotationFacts): string {
  return quarterAt(dayOf(createdAt, "UTC")).label.slice(0, 2);
}
