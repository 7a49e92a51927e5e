import type { ComponentProps } from "react";
import type { SafetyView } from "#lib/domain/rotation/live-views.ts";
import { Notice } from "../ui/notice.tsx";
import { ActionForm } from "./action-form.tsx";
import { MonitorTable } from "./monitor-table.tsx";
import { SafetyClock } from "./safety-clock.tsx";
import { type SafetyActions, SafetyIssues } from "./safety-issues.tsx";

interface SafetyPanelProps {
  safety: SafetyView;
  rotationId: string;
  actions: SafetyActions & { report: ComponentProps<typeof ActionForm>["action"] };
}

/** The wait before the old key may be retired: its end, what the monitors say, and the issues that move the end. */
export function SafetyPanel({ safety, rotationId, actions }: SafetyPanelProps) {
  const open = safety.issues.filter((issue) => issue.closedAt === null).length;
  return (
    <div className="grid gap-5">
      <SafetyClock safety={safety} />
      {safety.isCompressed && (
        <Notice kind="info">Time is compressed here: an hour of policy passes faster than an hour.</Notice>
      )}
      {open > 0 && (
        <Notice
          kind="problem"
          title={`${open} open ${open === 1 ? "issue" : "issues"}: retirement is locked`}
        >
          The period ends no earlier than 48 hours after its start and 24 hours after the last issue was
          closed.
        </Notice>
      )}
      <MonitorTable monitors={safety.monitors} />
      <SafetyIssues issues={safety.issues} actions={actions} />
      {safety.mayReport && (
        <ActionForm
          action={actions.report}
          label="Report an issue"
          variant="secondary"
          hidden={{ rotationId }}
          comment={{
            label: "What did you see?",
            hint: "It locks retirement and extends the period.",
            required: true,
          }}
        />
      )}
    </div>
  );
}
