import Link from "next/link";
import type { RotationRecordView } from "#lib/domain/rotation/record-views.ts";
import { Badge } from "../ui/badge.tsx";
import { Cell } from "../ui/cell.tsx";
import { CodeChip } from "../ui/code-chip.tsx";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

const COLUMNS: Column[] = [
  { id: "evidence", label: "Evidence" },
  { id: "recorded", label: "Recorded" },
  { id: "digest", label: "SHA-256", wideOnly: true },
];

/** What was recorded so far, and how much of the procedure it covers. */
export function EvidenceTable({ record }: { record: RotationRecordView }) {
  const { evidence, expected } = record;
  const current = evidence.filter((item) => item.href !== null).length;
  return (
    <div className="grid gap-2">
      <p className="text-sm text-muted">
        {current} of {expected} parts of the procedure have left their evidence.
      </p>
      {evidence.length > 0 && (
        <DataTable caption="Evidence of the rotation" columns={COLUMNS}>
          {evidence.map((item) => (
            <tr key={item.id}>
              <Cell rowHeader>
                {item.href === null ? (
                  <>
                    {item.phaseTitle} <Badge>Done again later</Badge>
                  </>
                ) : (
                  <Link
                    href={item.href}
                    className="inline-flex min-h-6 items-center text-accent underline underline-offset-3"
                  >
                    {item.phaseTitle}
                  </Link>
                )}
                <span className="block text-xs text-muted">{item.stepTitle}</span>
              </Cell>
              <Cell>
                <Timestamp at={item.recordedAt} mode="absolute" />
                <span className="block text-xs text-muted">{item.recordedBy}</span>
              </Cell>
              <Cell wideOnly>
                <CodeChip value={item.digest} copyLabel={`Copy the digest of ${item.phaseTitle}`} keep={6} />
              </Cell>
            </tr>
          ))}
        </DataTable>
      )}
    </div>
  );
}
