import type { ComponentProps } from "react";
import type { SafetyIssueView } from "#lib/domain/rotation/views.ts";
import { Timestamp } from "../ui/timestamp.tsx";
import { ActionForm } from "./action-form.tsx";

type ServerAction = ComponentProps<typeof ActionForm>["action"];

export interface SafetyActions {
  propose: ServerAction;
  close: ServerAction;
}

/** Issues of the period. Whoever writes what was found cannot close the issue. */
export function SafetyIssues({ issues, actions }: { issues: SafetyIssueView[]; actions: SafetyActions }) {
  if (issues.length === 0) return <p className="text-sm text-muted">No issue was reported.</p>;
  return (
    <ul className="grid gap-3">
      {issues.map((issue) => (
        <li key={issue.id} className="grid gap-2 rounded-sm border border-line bg-raised p-3 text-sm">
          <p>
            <span className="font-medium">{issue.closedAt === null ? "Open" : "Closed"}</span> ·{" "}
            {issue.description}
            <span className="block text-muted">
              Reported by {issue.openedBy} <Timestamp at={issue.openedAt} />
            </span>
          </p>
          {issue.resolution !== null && (
            <p>
              {issue.resolution}
              <span className="block text-muted">
                Found by {issue.proposedBy}
                {issue.closedBy !== null && `, closed by ${issue.closedBy}`}
              </span>
            </p>
          )}
          {issue.mayPropose && (
            <ActionForm
              action={actions.propose}
              label="Propose to close"
              variant="secondary"
              size="small"
              hidden={{ issueId: issue.id }}
              comment={{ label: "What was found", hint: "A second person closes the issue.", required: true }}
            />
          )}
          {issue.mayClose && (
            <ActionForm
              action={actions.close}
              label="Close the issue"
              size="small"
              hidden={{ issueId: issue.id }}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
