import type { ColumnProgressView } from "#lib/domain/rotation/live-views.ts";
import { Cell } from "../ui/cell.tsx";
import { countText } from "../ui/count-text.ts";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { Identifier } from "../ui/identifier.tsx";
import { Progress } from "../ui/progress.tsx";
import { settledCells } from "./reencryption-totals.ts";

const COUNTS = [
  { id: "reencrypted", label: "Re-encrypted" },
  { id: "alreadyCurrent", label: "Already current" },
  { id: "raced", label: "Raced" },
  { id: "deleted", label: "Deleted" },
  { id: "nulled", label: "Nulled" },
  { id: "quarantined", label: "Quarantined" },
  { id: "unexplained", label: "Unexplained" },
] as const;

const ALARMING = new Set<string>(["quarantined", "unexplained"]);

const COLUMNS: Column[] = [
  { id: "column", label: "Column" },
  ...COUNTS.map(({ id, label }): Column => ({ id, label, align: "end", wideOnly: true })),
];

export function ColumnProgressTable({ columns }: { columns: ColumnProgressView[] }) {
  return (
    <DataTable caption="Progress per encrypted column, in cells" columns={COLUMNS}>
      {columns.map((column) => (
        <tr key={column.column}>
          <Cell rowHeader>
            <div className="grid min-w-48 gap-1">
              <Identifier name={column.column} />
              <Progress
                thin
                label={`${column.column}, settled`}
                done={settledCells(column)}
                total={column.total}
                tone={column.quarantined > 0 ? "problem" : "accent"}
              />
              <span className="text-xs text-muted">
                {countText(settledCells(column))} of {countText(column.total)}
              </span>
              <span className="text-xs md:hidden">
                <CountList column={column} />
              </span>
            </div>
          </Cell>
          {COUNTS.map(({ id }) => (
            <Cell key={id} align="end" wideOnly>
              <Count value={column[id]} alarming={ALARMING.has(id)} />
            </Cell>
          ))}
        </tr>
      ))}
    </DataTable>
  );
}

function Count({ value, alarming }: { value: number; alarming: boolean }) {
  if (value === 0) return <span className="text-muted">0</span>;
  return <span className={alarming ? "font-semibold text-problem" : ""}>{countText(value)}</span>;
}

/** On a narrow screen: the counts that are not zero, each with its name. */
function CountList({ column }: { column: ColumnProgressView }) {
  const some = COUNTS.filter(({ id }) => column[id] > 0);
  return some.map(({ id, label }, index) => (
    <span key={id}>
      {index > 0 && " · "}
      <Count value={column[id]} alarming={ALARMING.has(id)} /> {label.toLowerCase()}
    </span>
  ));
}
