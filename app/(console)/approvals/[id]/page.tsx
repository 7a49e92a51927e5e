import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ApprovalCard } from "#components/approval/approval-card.tsx";
import { DecisionForms } from "#components/approval/decision-forms.tsx";
import { DrillBadge } from "#components/approval/drill-badge.tsx";
import { FreshLogin } from "#components/rotation/fresh-login.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { isUuid } from "#lib/domain/uuid.ts";
import { web } from "#lib/runtime/web.ts";
import { findApproval } from "#lib/views/approvals.ts";
import { approveAction, rejectAction } from "./actions.ts";

export const metadata: Metadata = { title: "Approval" };

interface ApprovalProps {
  params: Promise<{ id: string }>;
}

export default async function ApprovalPage({ params }: ApprovalProps) {
  const actor = await requireActor();
  const { id } = await params;
  const approval = isUuid(id) ? await findApproval(web().db, actor, id) : null;
  if (!approval) notFound();
  return (
    <>
      <PageHeader
        title={`${approval.gate}: ${approval.title}`}
        parent={{ href: "/approvals", label: "Approvals" }}
        aside={approval.isDrill && <DrillBadge />}
        lead={`${approval.stepTitle}, rotation ${approval.rotationId}`}
      />
      <ApprovalCard approval={approval}>
        {approval.needsFreshLogin ? (
          <FreshLogin purpose="Deciding on this" />
        ) : (
          <DecisionForms
            approve={approveAction}
            reject={rejectAction}
            hidden={{ requestId: approval.id, planHash: approval.planHash }}
          />
        )}
      </ApprovalCard>
    </>
  );
}
