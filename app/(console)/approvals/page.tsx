import type { Metadata } from "next";
import { ApprovalQueue } from "#components/approval/approval-queue.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Section } from "#components/ui/section.tsx";
import { WaiversWaiting } from "#components/waiver/waivers-waiting.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { web } from "#lib/runtime/web.ts";
import { listApprovals } from "#lib/views/approvals.ts";
import { listOpenWaivers } from "#lib/views/waivers.ts";

export const metadata: Metadata = { title: "Approvals" };

export default async function ApprovalsPage() {
  const actor = await requireActor();
  const { db } = web();
  const [approvals, waivers] = await Promise.all([listApprovals(db, actor), listOpenWaivers(db, actor)]);
  return (
    <>
      <PageHeader
        title="Approvals"
        lead="Requests to pass a gate, open ones first. Nobody decides on their own request."
      />
      {waivers.length > 0 && (
        <Section title="Waivers waiting for a decision">
          <WaiversWaiting waivers={waivers} />
        </Section>
      )}
      <ApprovalQueue caption="Approval requests" approvals={approvals} />
    </>
  );
}
