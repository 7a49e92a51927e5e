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
  { id: "state", label: "State", align: "end", wideOnly: true },
];

export function VerificationPanel({ verification }: { verification: VerificationView }) {
  const { columns, currentVersion, oldVersion, finishedAt } = verification;
  const unopened = columns.reduce((sum, column) => sum + column.total - column.current, 0);
  return (
    <div className="grid gap-4">
      {unopened === 0 ? (
        <Notice kind="ok" title={`Every row decrypts without V${oldVersion}.`}>
          Each cell was opened with V{currentVersion} alone, the other keys withheld,{" "}
          <Timestamp at={finishedAt} />.
        </Notice>
      ) : (
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
            <Cell align="end" wideOnly>
              <CheckOutcome
                outcome={column.current === column.total && column.failed === 0 ? "pass" : "fail"}
              />
            </Cell>
          </tr>
        ))}
      </DataTable>
    </div>
  );
}
