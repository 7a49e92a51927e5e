import Link from "next/link";
import type { ApprovalView } from "#lib/domain/rotation/views.ts";
import type { WaiverView } from "#lib/domain/rotation/waiver-views.ts";
import { DrillBadge } from "../approval/drill-badge.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { WaiversWaiting } from "../waiver/waivers-waiting.tsx";
import { Panel, type PanelProblem } from "./panel.tsx";

interface ApprovalsWaitingProps {
  approvals: ApprovalView[];
  waivers: WaiverView[];
  problem?: PanelProblem | null;
}

export function ApprovalsWaiting({ approvals, waivers, problem }: ApprovalsWaitingProps) {
  return (
    <Panel title="Approvals waiting" problem={problem}>
      {waivers.length > 0 && <WaiversWaiting waivers={waivers} />}
      {approvals.length === 0 && waivers.length === 0 ? (
        <p className="text-sm text-muted">None. Requests appear here when an operator asks to pass a gate.</p>
      ) : (
        <ul className="divide-y divide-line text-sm">
          {approvals.map((approval) => (
            <li key={approval.id} className="py-2 first:pt-0">
              <p className="flex flex-wrap items-baseline justify-between gap-x-4">
                <span>
                  <Link
                    href={`/approvals/${approval.id}`}
                    className="inline-flex min-h-6 items-center font-medium text-accent underline underline-offset-3"
                  >
                    {approval.gate} · {approval.title}
                  </Link>{" "}
                  {approval.isDrill && <DrillBadge />}
                </span>
                <span className="text-muted">
                  expires <Timestamp at={approval.expiresAt} />
                </span>
              </p>
              <p className="text-muted">
                {approval.requestedBy.name}
                {!approval.mayDecide && approval.whyNot !== null && ` · ${approval.whyNot}`}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
