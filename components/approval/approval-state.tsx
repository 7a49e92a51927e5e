import Link from "next/link";
import type { ApprovalView } from "#lib/domain/rotation/views.ts";
import { Countdown } from "../ui/countdown.tsx";
import { ApprovalStatus } from "./approval-status.tsx";
import { DecisionList } from "./decision-list.tsx";

/** The approval as its requester sees it on the step's page. */
export function ApprovalState({ approval }: { approval: ApprovalView }) {
  const given = approval.decisions.filter((decision) => decision.decision === "approved").length;
  return (
    <div className="grid gap-2 text-sm">
      <p className="flex flex-wrap items-baseline gap-x-4">
        <ApprovalStatus status={approval.status} />
        <Link
          href={`/approvals/${approval.id}`}
          className="inline-flex min-h-6 items-center text-accent underline underline-offset-3"
        >
          {approval.gate} {approval.title}
        </Link>
      </p>
      <p className="text-muted">
        Requested by {approval.requestedBy.name} · {given} of {approval.approversNeeded} given
      </p>
      {approval.status === "open" && <Countdown until={approval.expiresAt} endedLabel="Expired" />}
      <DecisionList approval={approval} />
    </div>
  );
}
