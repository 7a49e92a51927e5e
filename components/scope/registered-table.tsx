import type { ReactNode } from "react";
import type { RegisteredColumnView } from "#lib/domain/registry/scope-view.ts";
import { Cell } from "../ui/cell.tsx";
import { CodeChip } from "../ui/code-chip.tsx";
import { countText } from "../ui/count-text.ts";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Identifier } from "../ui/identifier.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

const COLUMNS: Column[] = [
  { id: "column", label: "Column" },
  { id: "cells", label: "Cells", align: "end" },
  { id: "registered", label: "Registered", align: "end", wideOnly: true },
];

interface RegisteredTableProps {
  columns: RegisteredColumnView[];
  /** What a person may do with a column that the platform dropped. */
  removal?: (column: RegisteredColumnView) => ReactNode;
}

/** The columns that a rotation re-encrypts, with what the worker counted in them last. */
export function RegisteredTable({ columns, removal }: RegisteredTableProps) {
  if (columns.length === 0) {
    return (
      <EmptyState title="No column is registered">
        The installation registers the platform’s encrypted columns. Without one there is nothing to rotate.
      </EmptyState>
    );
  }
  return (
    <DataTable caption="Columns that a rotation re-encrypts" columns={COLUMNS}>
      {columns.map((column) => (
        <tr key={column.name}>
          <Cell rowHeader>
            <Identifier name={column.name} />
            {column.label !== "" && <span className="block text-xs text-muted">{column.label}</span>}
            <span className="block text-xs text-muted md:hidden">
              Registered <RegisteredBy column={column} />
            </span>
            <Trouble column={column} />
            {column.isDropped && removal?.(column)}
          </Cell>
          <Cell align="end">
            <Cells cells={column.cells} />
          </Cell>
          <Cell align="end" wideOnly>
            <RegisteredBy column={column} />
          </Cell>
        </tr>
      ))}
    </DataTable>
  );
}

function RegisteredBy({ column: { registeredBy, registeredAt } }: { column: RegisteredColumnView }) {
  return (
    <>
      <Timestamp at={registeredAt} />
      <span className="block text-xs text-muted">{registeredBy ?? "with the installation"}</span>
    </>
  );
}

function Cells({ cells }: Pick<RegisteredColumnView, "cells">) {
  if (cells === null) return <span className="text-muted">not counted</span>;
  const parts = cells.byVersion.map(({ version, cells: count }) => `${countText(count)} on V${version}`);
  const short = cells.tooShort === 0 ? [] : [`${countText(cells.tooShort)} too short to be encrypted`];
  return (
    <>
      {countText(cells.total)}
      {[...parts, ...short].map((part) => (
        <span key={part} className="block text-xs text-muted">
          {part}
        </span>
      ))}
    </>
  );
}

function Trouble({ column: { isDropped, problem, missingGrant } }: { column: RegisteredColumnView }) {
  if (isDropped) {
    return (
      <p className="text-sm text-problem">
        The platform has dropped this column. Remove it before the next rotation.
      </p>
    );
  }
  if (missingGrant !== null) {
    return (
      <div className="grid max-w-prose gap-1 text-sm">
        <p className="text-problem">
          The worker may not read and replace it. The owner of the table has to run:
        </p>
        <CodeChip value={missingGrant} copyLabel="Copy the statement" />
      </div>
    );
  }
  return problem === null ? null : <p className="max-w-prose text-sm text-problem">{problem}</p>;
}
