import type { RegisteredColumnView } from "#lib/domain/rotation/settings-views.ts";
import { Cell } from "../ui/cell.tsx";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Identifier } from "../ui/identifier.tsx";

const COLUMNS: Column[] = [
  { id: "column", label: "Column" },
  { id: "classification", label: "Classified as" },
  { id: "reason", label: "Reason" },
];

/** Which columns a rotation re-encrypts, and which binary columns a person said are not encrypted. */
export function RegistryTable({ columns }: { columns: RegisteredColumnView[] }) {
  if (columns.length === 0) {
    return (
      <EmptyState title="No column is registered">
        The installation registers the platform’s encrypted columns. Without one there is nothing to rotate.
      </EmptyState>
    );
  }
  return (
    <DataTable caption="Columns and their classification" columns={COLUMNS}>
      {columns.map(({ column, classification, reason }) => (
        <tr key={column}>
          <Cell rowHeader>
            <Identifier name={column} />
          </Cell>
          <Cell>{classification === "encrypted" ? "Encrypted" : "Not encrypted"}</Cell>
          <Cell>{reason ?? <span className="text-muted">re-encrypted in every rotation</span>}</Cell>
        </tr>
      ))}
    </DataTable>
  );
}
