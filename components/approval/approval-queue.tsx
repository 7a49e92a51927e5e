import Link from "next/link";
import type { ApprovalView } from "#lib/domain/rotation/views.ts";
import { Cell } from "../ui/cell.tsx";
import { type Column, type ColumnSort, DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { ApprovalStatus } from "./approval-status.tsx";
import { DrillBadge } from "./drill-badge.tsx";

interface ApprovalSorts {
  requested: ColumnSort;
  expires: ColumnSort;
}

const columns = ({ requested, expires }: ApprovalSorts): Column[] => [
  { id: "request", label: "Request" },
  { id: "status", label: "Status" },
  { id: "signatures", label: "Approvals", align: "end" },
  { id: "requester", label: "Requested", sort: requested },
  { id: "expires", label: "Expires", align: "end", sort: expires },
];

interface ApprovalQueueProps {
  caption: string;
  approvals: ApprovalView[];
  sorts: ApprovalSorts;
}

export function ApprovalQueue({ caption, approvals, sorts }: ApprovalQueueProps) {
  if (approvals.length === 0) {
    return (
      <EmptyState title="Nothing waits for approval">
        Requests appear here when an operator asks to pass a gate. You are told in Slack, with a link to this
        page.
      </EmptyState>
    );
  }
  return (
    <DataTable stack caption={caption} columns={columns(sorts)}>
      {approvals.map((approval) => (
        <ApprovalRow key={approval.id} approval={approval} />
      ))}
    </DataTable>
  );
}

function ApprovalRow({ approval }: { approval: ApprovalView }) {
  const given = approval.decisions.filter((decision) => decision.decision === "approved").length;
  return (
    <tr className="hover:bg-sunken">
      <Cell rowHeader>
        <Link
          href={`/approvals/${approval.id}`}
          className="inline-flex min-h-6 items-center font-medium text-accent underline underline-offset-3"
        >
          {approval.gate} · {approval.title}
        </Link>
        {approval.isDrill && (
          <>
            {" "}
            <DrillBadge />
          </>
        )}
        <span className="block text-xs text-muted">
          {approval.stepTitle} · {approval.rotationId}
        </span>
      </Cell>
      <Cell>
        <ApprovalStatus status={approval.status} />
        {approval.status === "open" && !approval.mayDecide && approval.whyNot !== null && (
          <span className="block text-xs text-muted">{approval.whyNot}</span>
        )}
      </Cell>
      <Cell align="end">
        {given} of {approval.approversNeeded}
      </Cell>
      <Cell>
        {approval.requestedBy.name}
        <span className="block text-xs text-muted">
          <Timestamp at={approval.requestedAt} />
        </span>
      </Cell>
      <Cell align="end">
        <Timestamp at={approval.expiresAt} />
      </Cell>
    </tr>
  );
}
