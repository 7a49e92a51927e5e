import type { Metadata } from "next";
import { ApproverList } from "#components/rotation/approver-list.tsx";
import { NewRotationForm } from "#components/rotation/new-rotation-form.tsx";
import { PendingRotation } from "#components/schedule/pending-rotation.tsx";
import { CountAge } from "#components/scope/count-age.tsx";
import { RegisteredTable } from "#components/scope/registered-table.tsx";
import { ScopeNotice } from "#components/scope/scope-notice.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { hasRole } from "#lib/domain/actor.ts";
import { web } from "#lib/runtime/web.ts";
import { findNewRotation, type NewRotationView } from "#lib/views/new-rotation.ts";
import { serverTime } from "../../server-time.ts";
import { createRotationAction } from "./actions.ts";
import { plannedStart } from "./planned-start.ts";

export const metadata: Metadata = { title: "New rotation" };

export default async function NewRotationPage() {
  const actor = await requireActor();
  const mayStart = hasRole(actor, "security-engineer");
  const view = await findNewRotation(web().db, actor);
  const { scope, estimate, approvers, approversNeeded } = view;
  return (
    <>
      <PageHeader
        title="New rotation"
        parent={{ href: "/rotations", label: "Rotations" }}
        lead="It begins with a checklist. Nothing of the platform changes before somebody else approves the start."
      />
      {view.key !== null && view.activeId === null && <PendingRotation next={view.key.next} />}
      <Begin view={view} mayStart={mayStart} />
      <Section title="Scope" layout="margin">
        <div className="grid gap-3">
          <ScopeNotice scope={scope} />
          <RegisteredTable columns={scope.registered} />
          {estimate !== null && <p className="text-sm">Re-encryption takes {estimate}.</p>}
          <CountAge count={scope.count} />
        </div>
      </Section>
      <Section title="Operates" layout="margin">
        <p className="max-w-prose text-sm">
          {mayStart ? `${actor.name} (you), and every` : "The person who starts it, and every"} other security
          engineer who performs a part of it. None of them can approve anything in it.
        </p>
      </Section>
      <Section title="Can approve" layout="margin">
        <ApproverList approvers={approvers} needed={approversNeeded} />
      </Section>
    </>
  );
}

/** The form, or what stands in its way. */
function Begin({ view: { key, activeId, policy }, mayStart }: { view: NewRotationView; mayStart: boolean }) {
  if (key === null) {
    return (
      <Notice kind="wait" title="The platform’s state is not confirmed yet">
        An approver confirms on the overview what the worker found; then a rotation can begin.
      </Notice>
    );
  }
  if (activeId !== null) {
    return (
      <Notice
        kind="info"
        title={`Rotation ${activeId} is active`}
        action={<ButtonLink href={`/rotations/${activeId}`}>Open it</ButtonLink>}
      >
        One rotation runs at a time. Finish it before starting another.
      </Notice>
    );
  }
  if (!mayStart) {
    return (
      <Notice kind="info" title="You can read this page">
        A security engineer starts rotations.
      </Notice>
    );
  }
  const { environment, hourMs } = web();
  return (
    <Section title="Rotation" layout="margin">
      <NewRotationForm
        action={createRotationAction}
        newVersion={key.nextVersion}
        planned={plannedStart({ key, policy, hourMs, now: new Date(serverTime()) })}
        mayDrill={environment !== "production"}
      />
    </Section>
  );
}
