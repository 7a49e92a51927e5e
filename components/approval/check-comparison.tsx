import type { CheckView } from "#lib/domain/rotation/views.ts";
import { CheckOutcome } from "../rotation/check-outcome.tsx";
import { Badge } from "../ui/badge.tsx";
import { Cell } from "../ui/cell.tsx";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { SoftBreaks } from "../ui/soft-breaks.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { compareChecks } from "./compare-checks.ts";

const columns = (when: string): Column[] => [
  { id: "check", label: "Check" },
  { id: "then", label: "When it was requested" },
  { id: "now", label: when },
];

interface CheckComparisonProps {
  atRequest: CheckView[];
  now: CheckView[];
  /** When `now` was read, as the column is called. */
  when: string;
}

export function CheckComparison({ atRequest, now, when }: CheckComparisonProps) {
  return (
    <DataTable
      stack
      caption={`Checks when the approval was requested, and ${when.toLowerCase()}`}
      columns={columns(when)}
    >
      {compareChecks(atRequest, now).map(({ id, label, expected, earlier, current, changed }) => (
        <tr key={id}>
          <Cell rowHeader>
            {label} {changed && <Badge tone="wait">Changed</Badge>}
            <span className="block text-xs text-muted">Expected: {expected}</span>
          </Cell>
          <Cell>
            <Reading check={earlier} />
          </Cell>
          <Cell>
            <Reading check={current} />
          </Cell>
        </tr>
      ))}
    </DataTable>
  );
}

function Reading({ check }: { check: CheckView | null }) {
  if (check === null) return <span className="text-muted">not checked</span>;
  return (
    <>
      <CheckOutcome outcome={check.outcome} waived={check.waived} />
      <span className="block">
        <SoftBreaks text={check.value} />
      </span>
      {check.waived !== undefined && <span className="block text-xs">{check.waived}</span>}
      {check.checkedAt !== null && (
        <span className="text-xs text-muted">
          <Timestamp at={check.checkedAt} />
        </span>
      )}
    </>
  );
}
