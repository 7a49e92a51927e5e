import type { ReactNode } from "react";
import type { ExcusedColumnView } from "#lib/domain/registry/scope-view.ts";
import { Cell } from "../ui/cell.tsx";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { Identifier } from "../ui/identifier.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

const COLUMNS: Column[] = [
  { id: "column", label: "Column" },
  { id: "reason", label: "Why" },
  { id: "classified", label: "Classified", align: "end", wideOnly: true },
];

interface ExcusedTableProps {
  columns: ExcusedColumnView[];
  /** What a person may do: correct the classification, or remove what the platform dropped. */
  correction?: (column: ExcusedColumnView) => ReactNode;
}

/** Binary columns of which a person said that the platform's key does not encrypt them. */
export function ExcusedTable({ columns, correction }: ExcusedTableProps) {
  if (columns.length === 0) return <p className="text-sm text-muted">None.</p>;
  return (
    <DataTable caption="Binary columns that are not encrypted" columns={COLUMNS}>
      {columns.map((column) => (
        <tr key={column.name}>
          <Cell rowHeader>
            <Identifier name={column.name} />
            {column.isDropped && <p className="text-sm text-muted">The platform has dropped this column.</p>}
            {correction?.(column)}
          </Cell>
          <Cell>
            {column.reason}
            <span className="block text-xs text-muted md:hidden">
              <ClassifiedBy column={column} />
            </span>
          </Cell>
          <Cell align="end" wideOnly>
            <ClassifiedBy column={column} />
          </Cell>
        </tr>
      ))}
    </DataTable>
  );
}

function ClassifiedBy({ column: { classifiedBy, classifiedAt } }: { column: ExcusedColumnView }) {
  return (
    <>
      <Timestamp at={classifiedAt} />
      <span className="block text-xs text-muted">{classifiedBy}</span>
    </>
  );
}
