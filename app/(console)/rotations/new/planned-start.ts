import { hourOfDay } from "#lib/domain/schedule/day.ts";
import type { Policy } from "#lib/domain/settings/policy.ts";
import type { CurrentKey } from "#lib/views/overview.ts";

const LATEST_MS = 90 * 86_400_000;
const HOURS_PER_DAY = 24;
const OFFICE_HOUR = 9;
const HOUR_MS = 3_600_000;

interface Planning {
  key: CurrentKey;
  policy: Policy;
  /** Length of an hour of policy in milliseconds. */
  hourMs: number;
  now: Date;
}

/** What the form of a start needs: the dates that the schedule proposes, and how long the waits after it last here. */
export function plannedStart(planning: Planning) {
  const { key, policy, hourMs } = planning;
  return {
    offers: startOffers(planning),
    dates: {
      oldVersion: key.version,
      dueAt: key.dueAt,
      safetyMs: policy.safetyHours * hourMs,
      keptMs: policy.destroyAfterDays * HOURS_PER_DAY * hourMs,
      isCompressed: hourMs < HOUR_MS,
    },
  };
}

/** Now, the end of the 90 days and the calendar's date in the company's morning, as far as a start may be planned ahead. */
function startOffers({ key, policy, now }: Planning): { label: string; at: string }[] {
  const { policyDay, calendarDay } = key.next;
  const ahead = [
    { label: `90 days: ${policyDay}`, at: key.dueAt },
    {
      label: `Calendar: ${calendarDay}`,
      at: hourOfDay(calendarDay, OFFICE_HOUR, policy.timeZone).toISOString(),
    },
  ]
    .filter(({ at }) => Date.parse(at) > now.getTime() && Date.parse(at) - now.getTime() < LATEST_MS)
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return [{ label: "Now", at: now.toISOString() }, ...ahead];
}
