import type { Metadata } from "next";
import { ApproverList } from "#components/rotation/approver-list.tsx";
import { NewRotationForm } from "#components/rotation/new-rotation-form.tsx";
import { RegistryTable } from "#components/settings/registry-table.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { hasRole } from "#lib/domain/actor.ts";
import { web } from "#lib/runtime/web.ts";
import { findCurrentKey } from "#lib/views/overview.ts";
import { listRotations } from "#lib/views/rotations.ts";
import { listPeople, listRegistry } from "#lib/views/settings.ts";
import { serverTime } from "../../server-time.ts";
import { createRotationAction } from "./actions.ts";
import { startOffers } from "./start-offers.ts";

export const metadata: Metadata = { title: "New rotation" };

export default async function NewRotationPage() {
  const actor = await requireActor();
  const { db, environment } = web();
  const [key, rotations, people, registry] = await Promise.all([
    findCurrentKey(db),
    listRotations(db),
    listPeople(db),
    listRegistry(db),
  ]);
  const active = rotations.find((rotation) => rotation.status !== "completed" && !rotation.finishedAt);
  const approvers = people.filter((it) => it.problem === null && it.roles.includes("security-approver"));
  return (
    <>
      <PageHeader
        title="New rotation"
        parent={{ href: "/rotations", label: "Rotations" }}
        lead="It begins with a checklist. Nothing of the platform changes before somebody else approves the start."
      />
      {key === null ? (
        <Notice kind="wait" title="The platform’s state is not confirmed yet">
          An approver confirms on the overview what the worker found; then a rotation can begin.
        </Notice>
      ) : active ? (
        <Notice
          kind="info"
          title={`Rotation ${active.id} is active`}
          action={<ButtonLink href={`/rotations/${active.id}`}>Open it</ButtonLink>}
        >
          One rotation runs at a time. Finish it before starting another.
        </Notice>
      ) : hasRole(actor, "security-engineer") ? (
        <Section title="Rotation" layout="margin">
          <NewRotationForm
            action={createRotationAction}
            newVersion={key.version + 1}
            offers={startOffers(key, new Date(serverTime()))}
            mayDrill={environment !== "production"}
          />
        </Section>
      ) : (
        <Notice kind="info" title="You can read this page">
          A security engineer starts rotations.
        </Notice>
      )}
      <Section title="Scope" layout="margin">
        <RegistryTable columns={registry} />
      </Section>
      <Section title="Can approve" layout="margin">
        <ApproverList approvers={approvers} viewerId={actor.id} />
      </Section>
    </>
  );
}
