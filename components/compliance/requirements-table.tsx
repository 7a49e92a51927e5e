import Link from "next/link";
import type { RequirementView } from "#lib/domain/compliance/compliance-views.ts";
import { Cell } from "../ui/cell.tsx";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

const COLUMNS: Column[] = [
  { id: "provision", label: "Provision" },
  { id: "control", label: "What Keyturn does" },
  { id: "proof", label: "Last seen at work" },
];

/** Provisions of the Security Rule, the control that serves each, and the newest event that shows it. */
export function RequirementsTable({ requirements }: { requirements: RequirementView[] }) {
  return (
    <DataTable stack caption="Provisions of the HIPAA Security Rule" columns={COLUMNS}>
      {requirements.map(({ citation, title, kind, control, lastProof }) => (
        <tr key={citation}>
          <Cell rowHeader>
            <span className="block min-w-40 font-medium">{title}</span>
            <span className="block">{citation}</span>
            <span className="block text-xs text-muted">{kind}</span>
          </Cell>
          <Cell>
            <span className="block min-w-52">{control}</span>
          </Cell>
          <Cell>
            {lastProof === null ? (
              <span className="text-muted">not yet</span>
            ) : (
              <>
                <Link
                  href={lastProof.href}
                  className="inline-flex min-h-6 items-center text-accent underline underline-offset-3"
                >
                  {lastProof.text}
                </Link>
                <span className="block text-xs text-muted">
                  <Timestamp at={lastProof.at} mode="absolute" />
                </span>
              </>
            )}
          </Cell>
        </tr>
      ))}
    </DataTable>
  );
}
