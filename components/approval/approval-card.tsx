import type { ReactNode } from "react";
import type { ApprovalView } from "#lib/domain/rotation/views.ts";
import { FactList } from "../rotation/fact-list.tsx";
import { SecretDiff } from "../rotation/secret-diff.tsx";
import { CodeChip } from "../ui/code-chip.tsx";
import { Countdown } from "../ui/countdown.tsx";
import { KeyValue } from "../ui/key-value.tsx";
import { Notice } from "../ui/notice.tsx";
import { Section } from "../ui/section.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { ApprovalStatus } from "./approval-status.tsx";
import { CheckComparison } from "./check-comparison.tsx";
import { DecisionList } from "./decision-list.tsx";
import { DrillBadge } from "./drill-badge.tsx";

interface ApprovalCardProps {
  approval: ApprovalView;
  /** The approve and reject forms, for a person who may decide. */
  children?: ReactNode;
}

/** Everything that an approver binds their name to, in the order in which it is read. */
export function ApprovalCard({ approval, children }: ApprovalCardProps) {
  return (
    <div>
      <Section title="Request" layout="margin" aside={<ApprovalStatus status={approval.status} />}>
        <RequestFacts approval={approval} />
      </Section>
      <Section title="What will run" layout="margin">
        <FactList facts={approval.plan} />
      </Section>
      {approval.diff.length > 0 && (
        <Section title="Change to the secret" layout="margin">
          <SecretDiff entries={approval.diff} />
        </Section>
      )}
      {(approval.checksAtRequest.length > 0 || approval.checksNow.length > 0) && (
        <Section title="Checks" layout="margin">
          <CheckComparison
            atRequest={approval.checksAtRequest}
            now={approval.checksNow}
            when={approval.checkedBeforeStart ? "Just before the start" : "Now"}
          />
        </Section>
      )}
      <Section title="Decisions" layout="margin">
        <DecisionList approval={approval} />
        {approval.decisions.length === 0 && approval.status !== "open" && (
          <p className="text-sm text-muted">Nobody decided.</p>
        )}
      </Section>
      {approval.status === "open" && (
        <Section title="Your decision" layout="margin">
          {approval.mayDecide ? (
            children
          ) : (
            <Notice kind="info" title="You cannot decide on this request">
              {approval.whyNot ?? "Your roles do not include deciding here."}
            </Notice>
          )}
        </Section>
      )}
    </div>
  );
}

function RequestFacts({ approval }: { approval: ApprovalView }) {
  return (
    <KeyValue
      items={[
        { label: "Gate", value: `${approval.gate} · ${approval.title}` },
        {
          label: "Step",
          value: (
            <>
              {approval.stepTitle} of {approval.rotationId} {approval.isDrill && <DrillBadge />}
            </>
          ),
        },
        {
          label: "Requested",
          value: (
            <>
              <Timestamp at={approval.requestedAt} /> by {approval.requestedBy.name}
            </>
          ),
        },
        {
          label: "Expires",
          value:
            approval.status === "open" ? (
              <Countdown until={approval.expiresAt} endedLabel="Expired" />
            ) : (
              <Timestamp at={approval.expiresAt} mode="absolute" />
            ),
        },
        { label: "Approvers needed", value: String(approval.approversNeeded) },
        {
          label: "Plan hash",
          value: <CodeChip value={approval.planHash} copyLabel="Copy plan hash" keep={12} />,
        },
      ]}
    />
  );
}
