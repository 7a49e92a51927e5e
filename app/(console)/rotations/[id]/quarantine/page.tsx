import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { QuarantineTable } from "#components/rotation/quarantine-table.tsx";
import { StageRail } from "#components/rotation/stage-rail.tsx";
import { StepLayout } from "#components/rotation/step-layout.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { web } from "#lib/runtime/web.ts";
import { listQuarantine } from "#lib/views/reencryption.ts";
import { findRotation } from "#lib/views/rotations.ts";

export const metadata: Metadata = { title: "Quarantine" };

interface QuarantineProps {
  params: Promise<{ id: string }>;
}

export default async function QuarantinePage({ params }: QuarantineProps) {
  await requireActor();
  const { id } = await params;
  const [rotation, cells] = await Promise.all([findRotation(web().db, id), listQuarantine(web().db)]);
  if (!rotation) notFound();
  return (
    <StepLayout rail={<StageRail items={rotation.rail} currentId={null} />}>
      <PageHeader
        title="Quarantine"
        parent={{ href: `/rotations/${id}`, label: `Rotation ${id}` }}
        lead="Cells that do not open with any key of the secret. While one is here the old key cannot be retired."
      />
      {cells.length === 0 ? (
        <EmptyState title="No cell is quarantined">
          Every cell that was read so far opened. One that does not is listed here with its place and cause,
          never with what it holds.
        </EmptyState>
      ) : (
        <QuarantineTable cells={cells} />
      )}
    </StepLayout>
  );
}
