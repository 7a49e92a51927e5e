import type { CheckView } from "#lib/domain/rotation/views.ts";
import { Cell } from "../ui/cell.tsx";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { CheckOutcome } from "./check-outcome.tsx";

const COLUMNS: Column[] = [
  { id: "state", label: "State" },
  { id: "check", label: "Check" },
  { id: "value", label: "Value" },
  { id: "expected", label: "Expected", wideOnly: true },
  { id: "age", label: "Checked", align: "end" },
];

export function CheckTable({ caption, checks }: { caption: string; checks: CheckView[] }) {
  return (
    <DataTable caption={caption} columns={COLUMNS}>
      {checks.map((check) => (
        <CheckRow key={check.id} check={check} />
      ))}
    </DataTable>
  );
}

function CheckRow({ check }: { check: CheckView }) {
  return (
    <tr>
      <Cell>
        <CheckOutcome outcome={check.outcome} />
      </Cell>
      <Cell rowHeader>
        {check.label}
        <span className="block text-xs text-muted">{check.source}</span>
      </Cell>
      <Cell>
        {check.value}
        <span className="block text-xs text-muted md:hidden">Expected: {check.expected}</span>
      </Cell>
      <Cell wideOnly>
        <span className="text-muted">{check.expected}</span>
      </Cell>
      <Cell align="end">
        {check.checkedAt === null ? (
          <span className="text-muted">not yet</span>
        ) : (
          <Timestamp at={check.checkedAt} />
        )}
      </Cell>
    </tr>
  );
}
