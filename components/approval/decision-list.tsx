import { Check, X } from "lucide-react";
import type { ApprovalView } from "#lib/domain/rotation/views.ts";
import { IconText } from "../ui/icon-text.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

type Decided = Pick<ApprovalView, "decisions" | "approversNeeded" | "status">;

/** Who has decided, and how many signatures are still missing. */
export function DecisionList({ approval }: { approval: Decided }) {
  const given = approval.decisions.filter((decision) => decision.decision === "approved").length;
  const missing = approval.status === "open" ? Math.max(0, approval.approversNeeded - given) : 0;
  return (
    <ul className="grid gap-1.5 text-sm">
      {approval.decisions.map((decision) => (
        <li key={`${decision.person.id} ${decision.at}`}>
          {decision.decision === "approved" ? (
            <IconText icon={Check} iconClassName="text-ok">
              Approved by {decision.person.name}
            </IconText>
          ) : (
            <IconText icon={X} iconClassName="text-problem">
              Rejected by {decision.person.name}
            </IconText>
          )}{" "}
          <span className="text-muted">
            <Timestamp at={decision.at} />
          </span>
          {decision.comment !== "" && <p className="border-l-2 border-line pl-3">{decision.comment}</p>}
        </li>
      ))}
      {missing > 0 && (
        <li className="text-muted">
          {missing === 1 ? "One approval" : `${missing} approvals`} of {approval.approversNeeded} still needed
        </li>
      )}
    </ul>
  );
}
