import type { CheckView } from "#lib/domain/rotation/views.ts";
import { Cell } from "../ui/cell.tsx";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { SoftBreaks } from "../ui/soft-breaks.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { CheckOutcome } from "./check-outcome.tsx";

const COLUMNS: Column[] = [
  { id: "state", label: "State", wideOnly: true },
  { id: "check", label: "Check", width: "w-1/2 md:w-[32%]" },
  { id: "value", label: "Value", width: "w-1/2 md:w-[34%]" },
  { id: "expected", label: "Expected", width: "md:w-[22%]", wideOnly: true },
  { id: "age", label: "Checked", align: "end", wideOnly: true },
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
  const { outcome: answer, waived, clearsByItself } = check;
  const outcome = { outcome: answer, waived, clearsByItself };
  return (
    <tr>
      <Cell wideOnly>
        <CheckOutcome {...outcome} />
      </Cell>
      <Cell rowHeader>
        <span className="block md:hidden">
          <CheckOutcome {...outcome} />
        </span>
        {check.label}
        <span className="block text-xs text-muted">{check.source}</span>
        <span className="block text-xs text-muted md:hidden">
          <CheckAge at={check.checkedAt} />
        </span>
      </Cell>
      <Cell>
        <SoftBreaks text={check.value} />
        {check.waived !== undefined && <span className="block text-xs text-muted">{check.waived}</span>}
        <span className="block text-xs text-muted md:hidden">Expected: {check.expected}</span>
      </Cell>
      <Cell wideOnly>
        <span className="text-muted">{check.expected}</span>
      </Cell>
      <Cell align="end" wideOnly>
        <CheckAge at={check.checkedAt} />
      </Cell>
    </tr>
  );
}

function CheckAge({ at }: { at: string | null }) {
  return at === null ? <span className="text-muted">not yet</span> : <Timestamp at={at} />;
}
