import type { QuarantinedCellView } from "#lib/domain/rotation/live-views.ts";
import { Cell } from "../ui/cell.tsx";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { Identifier } from "../ui/identifier.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

const COLUMNS: Column[] = [
  { id: "column", label: "Column" },
  { id: "row", label: "Row" },
  { id: "cause", label: "Cause" },
  { id: "length", label: "Bytes", align: "end" },
  { id: "seen", label: "First seen", align: "end" },
];

/** Cells that do not open, by place and cause. What they hold is never shown. */
export function QuarantineTable({ cells }: { cells: QuarantinedCellView[] }) {
  return (
    <DataTable caption="Quarantined cells" columns={COLUMNS}>
      {cells.map((cell) => (
        <tr key={`${cell.column} ${cell.rowId}`}>
          <Cell rowHeader>
            <Identifier name={cell.column} />
          </Cell>
          <Cell>
            <span className="font-mono">{cell.rowId}</span>
          </Cell>
          <Cell>{cell.cause.replaceAll("-", " ")}</Cell>
          <Cell align="end">{cell.length}</Cell>
          <Cell align="end">
            <Timestamp at={cell.firstSeen} />
          </Cell>
        </tr>
      ))}
    </DataTable>
  );
}
