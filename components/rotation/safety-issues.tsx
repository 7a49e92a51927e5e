import type { ComponentProps } from "react";
import type { SafetyIssueView } from "#lib/domain/rotation/live-views.ts";
import { Badge } from "../ui/badge.tsx";
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
            <IssueState issue={issue} /> {issue.description}
            <span className="block text-muted">
              Reported by {issue.openedBy} <Timestamp at={issue.openedAt} />
            </span>
          </p>
          {issue.resolution !== null && (
            <p>
              {issue.resolution}
              <span className="block text-muted">
                Found by {issue.proposedBy ?? "somebody"}
                {issue.closedAt !== null && (
                  <>
                    , closed by {issue.closedBy ?? "somebody"} <Timestamp at={issue.closedAt} />
                  </>
                )}
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
              hidden={{ issueId: issue.id, proposedAt: issue.proposedAt ?? "" }}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

function IssueState({ issue }: { issue: SafetyIssueView }) {
  if (issue.closedAt !== null) return <Badge>Closed</Badge>;
  if (issue.proposedBy !== null) return <Badge tone="wait">Waits for a second person</Badge>;
  return <Badge tone="problem">Open</Badge>;
}
