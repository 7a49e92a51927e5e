import Link from "next/link";
import type { HistoryRowView } from "#lib/domain/compliance/compliance-views.ts";
import { ROTATION_TYPE } from "../rotation/rotation-type.ts";
import { VersionChange } from "../rotation/version-change.tsx";
import { Badge } from "../ui/badge.tsx";
import { Cell } from "../ui/cell.tsx";
import { countText } from "../ui/count-text.ts";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { duration } from "../ui/duration.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Identifier } from "../ui/identifier.tsx";

const COLUMNS: Column[] = [
  { id: "date", label: "Date" },
  { id: "versions", label: "Keys" },
  { id: "records", label: "Records re-encrypted" },
  { id: "operators", label: "Operators" },
  { id: "approvers", label: "Approvers" },
  { id: "duration", label: "Duration", align: "end" },
  { id: "notes", label: "Notes" },
];

/** The procedure's rotation history, generated from what was recorded. */
export function HistoryTable({ rows }: { rows: HistoryRowView[] }) {
  if (rows.length === 0) {
    return (
      <EmptyState title="No rotation yet">
        Every rotation is listed here with its keys, counts and people as soon as it has begun.
      </EmptyState>
    );
  }
  return (
    <DataTable stack caption="Rotation history, newest first" columns={COLUMNS}>
      {rows.map((row) => (
        <HistoryRow key={row.rotationId} row={row} />
      ))}
    </DataTable>
  );
}

function HistoryRow({ row }: { row: HistoryRowView }) {
  const { startedAt } = row;
  return (
    <tr>
      <Cell rowHeader>
        <time dateTime={startedAt} className="whitespace-nowrap">
          {startedAt.slice(0, 10)}
        </time>
        <Link
          href={`/rotations/${row.rotationId}`}
          className="flex min-h-6 items-center font-mono text-xs whitespace-nowrap text-accent underline underline-offset-3"
        >
          {row.rotationId}
        </Link>
        {row.type === "drill" ? (
          <Badge tone="info">Drill: does not count</Badge>
        ) : (
          <span className="text-xs text-muted">{ROTATION_TYPE[row.type]}</span>
        )}
      </Cell>
      <Cell>
        <VersionChange from={row.oldVersion} to={row.newVersion} />
      </Cell>
      <Cell>
        <Records columns={row.columns} status={row.status} />
      </Cell>
      <Cell>{row.operators.join(", ") || <span className="text-muted">nobody yet</span>}</Cell>
      <Cell>{row.approvers.join(", ") || <span className="text-muted">nobody yet</span>}</Cell>
      <Cell align="end">
        <Duration row={row} />
      </Cell>
      <Cell>{row.notes || <span className="text-muted">–</span>}</Cell>
    </tr>
  );
}

function Duration({ row: { status, startedAt, endedAt } }: { row: HistoryRowView }) {
  if (endedAt === null) return <span className="text-muted">running</span>;
  if (status === "completed") return duration((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
  return (
    <span className="text-muted">
      cancelled <time dateTime={endedAt}>{endedAt.slice(0, 10)}</time>
    </span>
  );
}

function Records({ columns, status }: Pick<HistoryRowView, "columns" | "status">) {
  if (columns.length === 0)
    return <span className="text-muted">{status === "cancelled" ? "none" : "not counted yet"}</span>;
  return (
    <ul className="grid gap-0.5">
      {columns.map(({ column, reencrypted }) => (
        <li key={column}>
          <span className="tabular-nums">{countText(reencrypted)}</span>{" "}
          <span className="text-xs text-muted">
            <Identifier name={column} />
          </span>
        </li>
      ))}
    </ul>
  );
}
