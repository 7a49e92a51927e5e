import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DeskFilters } from "#components/quarantine/desk-filters.tsx";
import { DeskTable } from "#components/quarantine/desk-table.tsx";
import { StageRail } from "#components/rotation/stage-rail.tsx";
import { StepLayout } from "#components/rotation/step-layout.tsx";
import { ContactList } from "#components/settings/contact-list.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { TablePages } from "#components/ui/table-pages.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import type { DeskView } from "#lib/domain/rotation/waiver-views.ts";
import { web } from "#lib/runtime/web.ts";
import { DESK_PAGE_SIZE, type DeskFilter, findDesk } from "#lib/views/quarantine.ts";
import { findRotation } from "#lib/views/rotations.ts";
import { findContacts } from "#lib/views/settings.ts";
import {
  approveWaiverAction,
  proposeWaiverAction,
  rejectWaiverAction,
  withdrawWaiverAction,
} from "../waiver-actions.ts";
import { readDeskFilter } from "./read-desk-filter.ts";

export const metadata: Metadata = { title: "Quarantine" };

const ACTIONS = {
  propose: proposeWaiverAction,
  approve: approveWaiverAction,
  reject: rejectWaiverAction,
  withdraw: withdrawWaiverAction,
};

interface QuarantineProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function QuarantinePage({ params, searchParams }: QuarantineProps) {
  const actor = await requireActor();
  const { id } = await params;
  const filter = readDeskFilter(await searchParams);
  const [rotation, desk, contacts] = await Promise.all([
    findRotation(web().db, id),
    findDesk(web().db, actor, id, filter),
    findContacts(web().db),
  ]);
  if (!rotation || !desk) notFound();
  const ever = Object.values(desk.counts).some((count) => count > 0);
  return (
    <StepLayout rail={<StageRail items={rotation.rail} currentId={null} />}>
      <PageHeader
        title="Quarantine"
        parent={{ href: `/rotations/${id}`, label: `Rotation ${id}` }}
        lead="Cells that do not open. Repair each in the platform or have it waived by two people, then try again; nothing here changes a cell."
      />
      {ever ? (
        <>
          <Desk rotationId={id} desk={desk} filter={filter} />
          <Section title="Whom to turn to" layout="margin">
            <ContactList contacts={contacts.value} />
          </Section>
        </>
      ) : (
        <EmptyState title="No cell is quarantined">
          Every cell that was read so far opened. One that does not is listed here with its place and cause,
          never with what it holds.
        </EmptyState>
      )}
    </StepLayout>
  );
}

function Desk({ rotationId, desk, filter }: { rotationId: string; desk: DeskView; filter: DeskFilter }) {
  const href = `/rotations/${rotationId}/quarantine`;
  return (
    <div className="grid gap-4">
      <Standing rotationId={rotationId} desk={desk} />
      <DeskFilters href={href} values={filter} causes={desk.causes} />
      {desk.cells.length === 0 ? (
        <EmptyState title="No cell fits this filter" action={<ButtonLink href={href}>Show all</ButtonLink>}>
          This rotation has others in quarantine.
        </EmptyState>
      ) : (
        <>
          <DeskTable rotationId={rotationId} cells={desk.cells} actions={ACTIONS} />
          <TablePages
            label="Quarantined cells"
            path={href}
            filter={{ ...filter }}
            pageSize={DESK_PAGE_SIZE}
            shown={desk.cells.length}
            total={desk.total}
          />
        </>
      )}
    </div>
  );
}

/** What is left to do, for the whole rotation. */
function Standing({
  rotationId,
  desk: { counts, isOver, readOnly },
}: {
  rotationId: string;
  desk: DeskView;
}) {
  const retry = <ButtonLink href={`/rotations/${rotationId}/steps/re-encrypt`}>To re-encryption</ButtonLink>;
  const left = counts.open + counts.proposed;
  if (isOver)
    return <Notice kind="info">The old key was retired or this rotation is over: this is its record.</Notice>;
  return (
    <Notice kind={left > 0 ? "problem" : "ok"} action={retry}>
      {left > 0
        ? `${counts.open} open, ${counts.proposed} with a waiver proposed, ${counts.waived} waived. The old key cannot be retired while one is neither repaired nor waived. A repair shows here after re-encryption was tried again.`
        : `${counts.waived} waived, ${counts.repaired} repaired. Nothing is left to do here.`}
      {readOnly && " You can look at everything here and change nothing."}
    </Notice>
  );
}
