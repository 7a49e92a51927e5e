import type { Metadata } from "next";
import { Clocks } from "#components/schedule/clocks.tsx";
import { PendingRotation } from "#components/schedule/pending-rotation.tsx";
import { RemindersTable } from "#components/schedule/reminders-table.tsx";
import { RotationsTable } from "#components/schedule/rotations-table.tsx";
import { SchedulerSilent } from "#components/schedule/scheduler-silent.tsx";
import { SchedulerState } from "#components/schedule/scheduler-state.tsx";
import { Subscription } from "#components/schedule/subscription.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { hasRole } from "#lib/domain/actor.ts";
import { web } from "#lib/runtime/web.ts";
import { listReminders } from "#lib/views/reminders.ts";
import { findCalendarToken, findSchedule, type Schedule } from "#lib/views/schedule.ts";
import { findScheduler } from "#lib/views/schedule-watch.ts";
import { findUnderWay } from "#lib/views/under-way.ts";
import { createCalendarTokenAction, revokeCalendarTokenAction } from "./actions.ts";

export const metadata: Metadata = { title: "Schedule" };

const DUE_WORDS = { upcoming: "Upcoming", pending: "Pending", due: "Due", overdue: "Overdue" } as const;

export default async function SchedulePage() {
  const actor = await requireActor();
  const { db } = web();
  const [schedule, underWay, token, scheduler, reminders] = await Promise.all([
    findSchedule(db),
    findUnderWay(db),
    findCalendarToken(db, actor.id),
    findScheduler(db),
    listReminders(db),
  ]);
  return (
    <>
      <PageHeader
        title="Schedule"
        lead="When the key is rotated next: by the quarterly calendar, and before its 90 days are over."
      />
      <SchedulerSilent scheduler={scheduler} />
      <Rotations
        schedule={schedule}
        underWay={underWay?.id ?? null}
        mayStart={hasRole(actor, "security-engineer")}
      />
      {reminders.length > 0 && (
        <Section title="Reminders">
          <p className="mb-3 max-w-prose text-sm text-muted">
            At nine in the morning in {schedule.timeZone}, each once. Of those that were missed only the
            newest is sent.
          </p>
          <RemindersTable reminders={reminders} />
        </Section>
      )}
      <Section title="Scheduler" layout="margin">
        <SchedulerState scheduler={scheduler} />
      </Section>
      <Section title="Calendar subscription" layout="margin">
        <p className="mb-3 max-w-prose text-sm text-muted">
          The dates of three years with alarms seven and three days before and on the day, the checklists, the
          end of a safety period and the destruction of retired keys. Creating and revoking an address is
          recorded.
        </p>
        {actor.roles.length === 0 ? (
          <p className="text-sm">People with a role can create an address.</p>
        ) : (
          <Subscription
            token={token}
            createAction={createCalendarTokenAction}
            revokeAction={revokeCalendarTokenAction}
          />
        )}
      </Section>
    </>
  );
}

interface RotationsProps {
  schedule: Schedule;
  underWay: string | null;
  mayStart: boolean;
}

function Rotations({ schedule, underWay, mayStart }: RotationsProps) {
  const { key, rotations, timeZone } = schedule;
  if (key === null) {
    return (
      <EmptyState title="No date yet">
        An approver confirms the platform’s state on the overview first; the 90 days of its key begin there.
      </EmptyState>
    );
  }
  const { next } = key;
  const start =
    mayStart && next.due !== "upcoming" ? (
      <ButtonLink href="/rotations/new">New rotation</ButtonLink>
    ) : undefined;
  return (
    <>
      {underWay === null ? (
        <PendingRotation next={next} action={start} />
      ) : (
        <Notice
          kind={next.due === "overdue" ? "problem" : "info"}
          title={`Rotation ${underWay} is under way`}
          action={<ButtonLink href={`/rotations/${underWay}`}>Open it</ButtonLink>}
        >
          {next.overdue ?? "These dates move on as soon as its key is in use."}
        </Notice>
      )}
      <Section title="Next rotation" layout="margin">
        <Clocks version={key.version} activatedAt={key.activatedAt} next={next} timeZone={timeZone} />
      </Section>
      <Section title="Next eight">
        <p className="mb-3 max-w-prose text-sm text-muted">
          A rotation up to 14 days before a quarter’s date counts for that quarter. From the second row on,
          the 90 days count from the day in the row above.
        </p>
        <RotationsTable
          rotations={rotations}
          firstState={underWay === null ? DUE_WORDS[next.due] : `In progress: ${underWay}`}
        />
      </Section>
    </>
  );
}
