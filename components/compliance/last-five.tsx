import { VersionChange } from "../rotation/version-change.tsx";
import { Cell } from "../ui/cell.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { countText } from "../ui/count-text.ts";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

interface LastFiveProps {
  rows: { createdAt: string; oldVersion: string; newVersion: string; records: string; type: string }[];
  sql: string;
}

const COLUMNS: Column[] = [
  { id: "at", label: "Recorded" },
  { id: "keys", label: "Keys" },
  { id: "type", label: "Type" },
  { id: "records", label: "Records", align: "end" },
];

/** What the procedure's own query on audit_log answers, and the query, so that anybody can ask it again. */
export function LastFive({ rows, sql }: LastFiveProps) {
  return (
    <div className="grid gap-3">
      {rows.length === 0 ? (
        <EmptyState title="audit_log holds no KEY_ROTATION row">
          A rotation writes it in step 8, when the old key has been retired.
        </EmptyState>
      ) : (
        <DataTable stack caption="Last five KEY_ROTATION rows of audit_log" columns={COLUMNS}>
          {rows.map((row) => (
            <tr key={row.createdAt}>
              <Cell rowHeader>
                <Timestamp at={row.createdAt} mode="absolute" />
              </Cell>
              <Cell>
                <VersionChange from={Number(row.oldVersion)} to={Number(row.newVersion)} />
              </Cell>
              <Cell>{row.type.replaceAll("_", " ")}</Cell>
              <Cell align="end">{countText(row.records)}</Cell>
            </tr>
          ))}
        </DataTable>
      )}
      <details className="text-sm">
        <summary className="inline-flex min-h-6 items-center text-muted underline decoration-dotted underline-offset-3">
          The query
        </summary>
        <div className="mt-2 flex items-start gap-2 rounded-sm border border-line bg-raised p-3">
          <pre className="min-w-0 flex-1 text-xs whitespace-pre-wrap wrap-anywhere">{sql}</pre>
          <CopyButton value={sql} label="Copy the query" />
        </div>
      </details>
    </div>
  );
}
