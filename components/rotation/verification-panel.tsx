import type { VerificationView } from "#lib/domain/rotation/live-views.ts";
import { Cell } from "../ui/cell.tsx";
import { countText } from "../ui/count-text.ts";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { Identifier } from "../ui/identifier.tsx";
import { Notice } from "../ui/notice.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { CheckOutcome } from "./check-outcome.tsx";

const COLUMNS: Column[] = [
  { id: "column", label: "Column" },
  { id: "total", label: "Cells", align: "end" },
  { id: "current", label: "Opened", align: "end" },
  { id: "failed", label: "Failed", align: "end" },
  { id: "waived", label: "Waived", align: "end" },
  { id: "state", label: "State", align: "end", wideOnly: true },
];

export function VerificationPanel({ verification }: { verification: VerificationView }) {
  const { columns, currentVersion, oldVersion, finishedAt } = verification;
  const unopened = columns.reduce((sum, column) => sum + column.total - column.current - column.waived, 0);
  const waived = columns.reduce((sum, column) => sum + column.waived, 0);
  return (
    <div className="grid gap-4">
      {unopened === 0 && waived > 0 && (
        <Notice
          kind="wait"
          title={`${countText(waived)} ${waived === 1 ? "cell does" : "cells do"} not decrypt and ${waived === 1 ? "was" : "were"} waived by two people. Every other one decrypts without V${oldVersion}.`}
        >
          Each cell was tried with V{currentVersion} alone, the other keys withheld,{" "}
          <Timestamp at={finishedAt} />. The waived ones hold the same bytes as when they were waived.
        </Notice>
      )}
      {unopened === 0 && waived === 0 && (
        <Notice kind="ok" title={`Every row decrypts without V${oldVersion}.`}>
          Each cell was opened with V{currentVersion} alone, the other keys withheld,{" "}
          <Timestamp at={finishedAt} />.
        </Notice>
      )}
      {unopened > 0 && (
        <Notice
          kind="problem"
          title={`${countText(unopened)} ${unopened === 1 ? "cell does" : "cells do"} not decrypt without V${oldVersion}.`}
        >
          Run the re-encryption again for what is left, then verify again. Last verified{" "}
          <Timestamp at={finishedAt} />.
        </Notice>
      )}
      <DataTable caption="Verification per encrypted column" columns={COLUMNS}>
        {columns.map((column) => (
          <tr key={column.column}>
            <Cell rowHeader>
              <Identifier name={column.column} />
            </Cell>
            <Cell align="end">{countText(column.total)}</Cell>
            <Cell align="end">{countText(column.current)}</Cell>
            <Cell align="end">{countText(column.failed)}</Cell>
            <Cell align="end">{countText(column.waived)}</Cell>
            <Cell align="end" wideOnly>
              <CheckOutcome
                outcome={column.current === column.total ? "pass" : "fail"}
                waived={isWaived(column) ? "waived by two people" : undefined}
              />
            </Cell>
          </tr>
        ))}
      </DataTable>
    </div>
  );
}

/** Whether every cell of the column that does not open was waived. */
function isWaived({ total, current, waived }: VerificationView["columns"][number]): boolean {
  return waived > 0 && total === current + waived;
}
