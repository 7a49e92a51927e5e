import type { Database } from "#lib/db/client.ts";
import { nextRotations } from "../domain/schedule/next-rotation.ts";
import type {
  CalendarTokenView,
  NextRotationView,
  PlannedRotationView,
} from "../domain/schedule/schedule-views.ts";
import { findNextRotation, plannedView } from "./next-rotation.ts";
import { findPolicy } from "./settings.ts";

const ROTATIONS_AHEAD = 8;

export interface Schedule {
  timeZone: string;
  key: { version: number; activatedAt: string; next: NextRotationView } | null;
  /** The next eight, each as if the one before it had begun on its date; none before the platform was adopted. */
  rotations: PlannedRotationView[];
}

/** The next eight rotations by both clocks. */
export async function findSchedule(db: Database): Promise<Schedule> {
  const [policy, key] = await Promise.all([
    findPolicy(db),
    db.keyVersion.findFirst({ where: { state: "active" } }),
  ]);
  const { timeZone } = policy.value;
  if (!key?.activatedAt) return { timeZone, key: null, rotations: [] };
  const next = await findNextRotation(db, key.activatedAt);
  return {
    timeZone,
    key: { version: key.number, activatedAt: key.activatedAt.toISOString(), next },
    rotations: nextRotations(key.activatedAt, timeZone, ROTATIONS_AHEAD).map(plannedView),
  };
}

/** The calendar address of this person that works; its token is known to nobody but them. */
export async function findCalendarToken(db: Database, actorId: string): Promise<CalendarTokenView | null> {
  const token = await db.calendarToken.findFirst({ where: { actorId, revokedAt: null } });
  return (
    token && {
      id: token.id,
      createdAt: token.createdAt.toISOString(),
      lastReadAt: token.lastReadAt?.toISOString() ?? null,
    }
  );
}
