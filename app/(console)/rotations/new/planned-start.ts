import { nextDates } from "#lib/domain/schedule/quarters.ts";
import type { Policy } from "#lib/domain/settings/policy.ts";
import type { CurrentKey } from "#lib/views/overview.ts";

const LATEST_MS = 90 * 86_400_000;
const HOURS_PER_DAY = 24;

interface Planning {
  key: CurrentKey;
  policy: Policy;
  /** Length of an hour of policy in milliseconds. */
  hourMs: number;
  now: Date;
}

/** What the form of a start needs: the dates that the schedule proposes, and how long the waits after it last here. */
export function plannedStart({ key, policy, hourMs, now }: Planning) {
  return {
    offers: startOffers(key, now),
    dates: {
      oldVersion: key.version,
      dueAt: key.dueAt,
      safetyMs: policy.safetyHours * hourMs,
      keptMs: policy.destroyAfterDays * HOURS_PER_DAY * hourMs,
    },
  };
}

/** Now, the end of the 90 days and the next dates of the calendar, as far as a start may be planned ahead. */
function startOffers(key: CurrentKey, now: Date): { label: string; at: string }[] {
  const due = { label: `90 days: ${key.dueAt.slice(0, 10)}`, at: key.dueAt };
  const dates = nextDates(now, 2).map((date) => {
    const at = date.toISOString();
    return { label: `Calendar: ${at.slice(0, 10)}`, at };
  });
  const ahead = [due, ...dates]
    .filter(({ at }) => Date.parse(at) > now.getTime() && Date.parse(at) - now.getTime() < LATEST_MS)
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return [{ label: "Now", at: now.toISOString() }, ...ahead];
}
