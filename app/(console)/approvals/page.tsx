import type { Metadata } from "next";
import { ApprovalQueue } from "#components/approval/approval-queue.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { web } from "#lib/runtime/web.ts";
import { listApprovals } from "#lib/views/approvals.ts";

export const metadata: Metadata = { title: "Approvals" };

export default async function ApprovalsPage() {
  const actor = await requireActor();
  return (
    <>
      <PageHeader
        title="Approvals"
        lead="Requests to pass a gate, open ones first. Nobody decides on their own request."
      />
      <ApprovalQueue caption="Approval requests" approvals={await listApprovals(web().db, actor)} />
    </>
  );
}
