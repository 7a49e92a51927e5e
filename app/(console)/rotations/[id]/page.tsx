import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { Timeline } from "#components/audit/timeline.tsx";
import { OutageList } from "#components/integration/outage-list.tsx";
import { DeskLink } from "#components/quarantine/desk-link.tsx";
import { EvidenceTable } from "#components/rotation/evidence-table.tsx";
import { MoveStart } from "#components/rotation/move-start.tsx";
import { OpenIssues } from "#components/rotation/open-issues.tsx";
import { PeopleList } from "#components/rotation/people-list.tsx";
import { ResidueList } from "#components/rotation/residue-list.tsx";
import { RotationSummary } from "#components/rotation/rotation-summary.tsx";
import { StageRail } from "#components/rotation/stage-rail.tsx";
import { StepLayout } from "#components/rotation/step-layout.tsx";
import { ContactList } from "#components/settings/contact-list.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Section } from "#components/ui/section.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { web } from "#lib/runtime/web.ts";
import { listOutages } from "#lib/views/integrations.ts";
import { findMovableStart } from "#lib/views/movable-start.ts";
import { listParticipants } from "#lib/views/participants.ts";
import { findDeskSummary } from "#lib/views/quarantine.ts";
import { findResidue } from "#lib/views/residue.ts";
import { findRotationRecord } from "#lib/views/rotation-record.ts";
import { findRotation } from "#lib/views/rotations.ts";
import { findContacts } from "#lib/views/settings.ts";
import { listTimeline } from "#lib/views/timeline.ts";
import { moveStartAction } from "./actions.ts";

interface RotationProps {
  params: Promise<{ id: string }>;
}

const NEWEST = 15;
const LINK = "inline-flex min-h-6 items-center text-sm text-accent underline underline-offset-3";

export async function generateMetadata({ params }: RotationProps): Promise<Metadata> {
  return { title: `Rotation ${(await params).id}` };
}

export default async function RotationPage({ params }: RotationProps) {
  const actor = await requireActor();
  const { db } = web();
  const { id } = await params;
  const rotation = await findRotation(db, id);
  if (!rotation) notFound();
  const [people, contacts, quarantine, timeline, record, outages, residue, movable] = await Promise.all([
    listParticipants(db, id),
    findContacts(db),
    findDeskSummary(db, id),
    listTimeline(db, id),
    findRotationRecord(db, id),
    rotation.finishedAt === null ? listOutages(db) : [],
    findResidue(db, id),
    findMovableStart(db, actor, id),
  ]);
  return (
    <StepLayout rail={<StageRail items={rotation.rail} currentId={null} />}>
      <PageHeader title={`Rotation ${rotation.id}`} parent={{ href: "/rotations", label: "Rotations" }} />
      <OutageList outages={outages} />
      <OpenIssues rotationId={rotation.id} count={rotation.openIssues} />
      <RotationSummary rotation={rotation} />
      {movable !== null && (
        <Section title="Planned start" layout="margin">
          <MoveStart start={movable} action={moveStartAction} />
        </Section>
      )}
      <Section title="People" layout="margin">
        <PeopleList people={people} />
      </Section>
      <Section title="Contacts" layout="margin">
        <ContactList contacts={contacts.value} />
      </Section>
      <Section title="Quarantine" layout="margin">
        <DeskLink rotationId={id} summary={quarantine} />
      </Section>
      {residue !== null && (
        <Section title="Retired key" layout="margin">
          <ResidueList residue={residue} />
        </Section>
      )}
      <Section
        title="Timeline"
        layout="margin"
        aside={
          <Link href={`/rotations/${id}/timeline`} className={LINK}>
            All {timeline.total} events
          </Link>
        }
      >
        <Timeline events={timeline.events.slice(0, NEWEST)} rotationId={id} />
      </Section>
      <Section title="Evidence" layout="margin">
        <EvidenceTable record={record} />
      </Section>
    </StepLayout>
  );
}
