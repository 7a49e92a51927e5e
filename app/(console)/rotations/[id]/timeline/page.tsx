import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { Timeline } from "#components/audit/timeline.tsx";
import { StageRail } from "#components/rotation/stage-rail.tsx";
import { StepLayout } from "#components/rotation/step-layout.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { TablePages } from "#components/ui/table-pages.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { web } from "#lib/runtime/web.ts";
import { findRotation } from "#lib/views/rotations.ts";
import { listTimeline, TIMELINE_PAGE_SIZE } from "#lib/views/timeline.ts";

export const metadata: Metadata = { title: "Timeline" };

const Query = z.object({ page: z.coerce.number().int().min(1).max(100_000).catch(1) });

interface TimelineProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function TimelinePage({ params, searchParams }: TimelineProps) {
  await requireActor();
  const { id } = await params;
  const { page } = Query.parse(await searchParams);
  const rotation = await findRotation(web().db, id);
  if (!rotation) notFound();
  const { events, total } = await listTimeline(web().db, id, page);
  return (
    <StepLayout rail={<StageRail items={rotation.rail} currentId={null} />}>
      <PageHeader
        title="Timeline"
        parent={{ href: `/rotations/${id}`, label: `Rotation ${id}` }}
        lead="Every event of this rotation in the audit log, newest first."
      />
      <Timeline events={events} rotationId={id} />
      {events.length > 0 && (
        <TablePages
          label="Timeline"
          path={`/rotations/${id}/timeline`}
          filter={{ page }}
          pageSize={TIMELINE_PAGE_SIZE}
          shown={events.length}
          total={total}
        />
      )}
    </StepLayout>
  );
}
