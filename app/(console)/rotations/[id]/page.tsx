import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ActiveRotation } from "#components/overview/active-rotation.tsx";
import { PeopleList } from "#components/rotation/people-list.tsx";
import { StageRail } from "#components/rotation/stage-rail.tsx";
import { StepLayout } from "#components/rotation/step-layout.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Section } from "#components/ui/section.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { web } from "#lib/runtime/web.ts";
import { listParticipants } from "#lib/views/participants.ts";
import { findRotation } from "#lib/views/rotations.ts";

interface RotationProps {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: RotationProps): Promise<Metadata> {
  return { title: `Rotation ${(await params).id}` };
}

export default async function RotationPage({ params }: RotationProps) {
  await requireActor();
  const { id } = await params;
  const rotation = await findRotation(web().db, id);
  if (!rotation) notFound();
  return (
    <StepLayout rail={<StageRail items={rotation.rail} currentId={null} />}>
      <PageHeader title={`Rotation ${rotation.id}`} parent={{ href: "/rotations", label: "Rotations" }} />
      <ActiveRotation rotation={rotation} />
      <Section title="People" layout="margin">
        <PeopleList people={await listParticipants(web().db, id)} />
      </Section>
    </StepLayout>
  );
}
