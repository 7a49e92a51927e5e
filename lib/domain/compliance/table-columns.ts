import type { ApprovalView, AuditEventView, DecisionView, RotationSummaryView } from "../rotation/views.ts";
import type { FileColumn } from "./table-file.ts";

/** What a file has of each row, in the order of its columns. */
export const ROTATION_COLUMNS: readonly FileColumn<RotationSummaryView>[] = [
  { name: "Rotation", value: ({ id }) => id },
  { name: "Type", value: ({ type }) => type },
  { name: "Status", value: ({ status }) => status },
  { name: "Current step", value: ({ currentStep }) => currentStep?.title ?? "" },
  { name: "Old version", value: ({ oldVersion }) => String(oldVersion) },
  { name: "New version", value: ({ newVersion }) => String(newVersion) },
  { name: "Planned start (UTC)", value: ({ plannedStart }) => plannedStart },
  { name: "Started (UTC)", value: ({ startedAt }) => startedAt },
  { name: "Started by", value: ({ startedBy }) => startedBy.name },
  { name: "Finished (UTC)", value: ({ finishedAt }) => finishedAt ?? "" },
  { name: "Cancelled because", value: ({ cancelledReason }) => cancelledReason ?? "" },
];

export const APPROVAL_COLUMNS: readonly FileColumn<ApprovalView>[] = [
  { name: "Request", value: ({ id }) => id },
  { name: "Rotation", value: ({ rotationId }) => rotationId },
  { name: "Drill", value: ({ isDrill }) => (isDrill ? "yes" : "no") },
  { name: "Step", value: ({ stepTitle }) => stepTitle },
  { name: "Gate", value: ({ gate }) => gate },
  { name: "What", value: ({ title }) => title },
  { name: "Status", value: ({ status }) => status },
  { name: "Requested by", value: ({ requestedBy }) => requestedBy.name },
  { name: "Requested (UTC)", value: ({ requestedAt }) => requestedAt },
  { name: "Expires (UTC)", value: ({ expiresAt }) => expiresAt },
  { name: "Approvers needed", value: ({ approversNeeded }) => String(approversNeeded) },
  { name: "Decisions", value: ({ decisions }) => decisions.map(decisionText).join("; ") },
  { name: "Plan hash (SHA-256)", value: ({ planHash }) => planHash },
];

export const AUDIT_COLUMNS: readonly FileColumn<AuditEventView>[] = [
  { name: "Event", value: ({ seq }) => seq },
  { name: "Time (UTC)", value: ({ at }) => at },
  { name: "Actor", value: ({ actor }) => actor },
  { name: "Action", value: ({ action }) => action },
  { name: "Object", value: ({ object }) => object },
  { name: "Result", value: ({ result }) => result },
  { name: "Context", value: ({ context }) => context },
  { name: "Source", value: ({ ipAddress }) => ipAddress ?? "worker" },
  {
    name: "Details",
    value: ({ details }) => details.map(({ label, value }) => `${label}: ${value}`).join("; "),
  },
  { name: "Hash", value: ({ hash }) => hash },
];

function decisionText({ person, decision, comment, at }: DecisionView): string {
  return `${decision} by ${person.name} ${at}${comment === "" ? "" : `: ${comment}`}`;
}
