import type { Database } from "#lib/db/client.ts";
import { databaseTime } from "#lib/db/database-time.ts";
import { type CalendarFacts, calendarEvents } from "../domain/schedule/calendar-events.ts";
import type { Contacts } from "../domain/settings/contacts.ts";
import { type CalendarPerson, calendarFile } from "./calendar-file.ts";
import { listObligations } from "./obligations.ts";
import { findContacts, findPolicy } from "./settings.ts";
import { findUnderWay } from "./under-way.ts";

/** The schedule as a file that calendar programs subscribe to. It holds dates, names and addresses of pages. */
export async function writeCalendar(
  db: Database,
  { appUrl, hourMs }: { appUrl: string; hourMs: number },
): Promise<string> {
  const [policy, contacts, { lastChange, ...facts }] = await Promise.all([
    findPolicy(db),
    findContacts(db),
    findFacts(db, hourMs),
  ]);
  const changes = [policy.updatedAt, contacts.updatedAt, lastChange?.toISOString() ?? null];
  const at = changes
    .filter((change) => change !== null)
    .toSorted()
    .at(-1);
  return calendarFile(calendarEvents({ ...facts, timeZone: policy.value.timeZone }), {
    appUrl,
    revision: { number: policy.version + contacts.version, at: new Date(at ?? 0) },
    people: invited(contacts.value),
  });
}

function invited({ team, primaryEmail, devopsLeadEmail, complianceEmail }: Contacts): CalendarPerson[] {
  const people = [
    { name: team || "Security team", email: primaryEmail },
    { name: "DevOps lead", email: devopsLeadEmail },
    { name: "Compliance officer", email: complianceEmail },
  ];
  return people.filter(({ email }) => email !== "");
}

type Facts = Omit<CalendarFacts, "timeZone"> & { lastChange: Date | null };

async function findFacts(db: Database, hourMs: number): Promise<Facts> {
  const now = await databaseTime(db);
  const [key, underWay, periods, obligations] = await Promise.all([
    db.keyVersion.findFirst({ where: { state: "active" } }),
    findUnderWay(db),
    db.safetyPeriod.findMany({
      where: { rotation: { status: "active", retiredAt: null } },
      include: { rotation: { include: { issues: true } } },
    }),
    listObligations(db, hourMs, now),
  ]);
  const issues = periods.flatMap(({ rotation }) => rotation.issues);
  const instants = [
    key?.activatedAt,
    ...periods.map(({ startedAt }) => startedAt),
    ...issues.flatMap(({ openedAt, closedAt }) => [openedAt, closedAt]),
  ].filter((at) => at instanceof Date);
  return {
    now,
    key: key?.activatedAt ? { version: key.number, activatedAt: key.activatedAt } : null,
    underWay,
    safety: periods.map(({ rotationId, endsAt, rotation }) => ({
      rotationId,
      endsAt,
      // Each issue may have moved the end twice: when it was opened, and when it was closed.
      moves: rotation.issues.length + rotation.issues.filter(({ closedAt }) => closedAt !== null).length,
    })),
    toDestroy: obligations.map(({ version, rotationId, destroyFrom }) => ({
      version,
      rotationId,
      from: new Date(destroyFrom),
    })),
    lastChange: instants.toSorted((a, b) => a.getTime() - b.getTime()).at(-1) ?? null,
  };
}
