import type { Metadata } from "next";
import { ApproverList } from "#components/rotation/approver-list.tsx";
import { NewRotationForm } from "#components/rotation/new-rotation-form.tsx";
import { CountAge } from "#components/scope/count-age.tsx";
import { RegisteredTable } from "#components/scope/registered-table.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { hasRole } from "#lib/domain/actor.ts";
import { web } from "#lib/runtime/web.ts";
import { type CurrentKey, findCurrentKey } from "#lib/views/overview.ts";
import { listRotations } from "#lib/views/rotations.ts";
import { findScope } from "#lib/views/scope.ts";
import { listPeople } from "#lib/views/settings.ts";
import { serverTime } from "../../server-time.ts";
import { createRotationAction } from "./actions.ts";
import { startOffers } from "./start-offers.ts";

export const metadata: Metadata = { title: "New rotation" };

export default async function NewRotationPage() {
  const actor = await requireActor();
  const { db } = web();
  const [key, rotations, people, scope] = await Promise.all([
    findCurrentKey(db),
    listRotations(db),
    listPeople(db),
    findScope(db),
  ]);
  const active = rotations.find((rotation) => rotation.finishedAt === null);
  const approvers = people.filter((it) => it.problem === null && it.roles.includes("security-approver"));
  return (
    <>
      <PageHeader
        title="New rotation"
        parent={{ href: "/rotations", label: "Rotations" }}
        lead="It begins with a checklist. Nothing of the platform changes before somebody else approves the start."
      />
      <Begin rotationKey={key} activeId={active?.id ?? null} mayStart={hasRole(actor, "security-engineer")} />
      <Section title="Scope" layout="margin">
        <RegisteredTable columns={scope.registered} />
        <CountAge count={scope.count} />
      </Section>
      <Section title="Can approve" layout="margin">
        <ApproverList approvers={approvers} viewerId={actor.id} />
      </Section>
    </>
  );
}

interface BeginProps {
  rotationKey: CurrentKey | null;
  activeId: string | null;
  mayStart: boolean;
}

/** The form, or what stands in its way. */
function Begin({ rotationKey, activeId, mayStart }: BeginProps) {
  if (rotationKey === null) {
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
  return (
    <Section title="Rotation" layout="margin">
      <NewRotationForm
        action={createRotationAction}
        newVersion={rotationKey.nextVersion}
        offers={startOffers(rotationKey, new Date(serverTime()))}
        mayDrill={web().environment !== "production"}
      />
    </Section>
  );
}
