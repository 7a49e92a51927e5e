import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextRotation } from "./next-rotation.ts";
import { dueReminders, reminderPlan, type UnderWay } from "./reminder-plan.ts";

const ZONE = "Europe/Bucharest";
/** The 90 days end on 30 January 2027 at 12:00 UTC; nine in the morning is 07:00 UTC then. */
const PLANNED = nextRotation(new Date("2026-11-01T12:00:00Z"), ZONE);

const due = (now: string, underWay: UnderWay | null = null) => {
  const at = new Date(now);
  return dueReminders(reminderPlan(PLANNED, at, { keyVersion: 2, timeZone: ZONE, underWay }), at).map(
    ({ key }) => key.replace("schedule/v2/", ""),
  );
};

test.each([
  ["2027-01-16T06:59:59Z", []],
  ["2027-01-16T07:00:00Z", ["-14"]],
  ["2027-01-23T06:59:59Z", ["-14"]],
  ["2027-01-23T07:00:00Z", ["-7"]],
  ["2027-01-27T07:00:00Z", ["-3"]],
  ["2027-01-29T06:59:59Z", ["-3"]],
  ["2027-01-29T07:00:00Z", ["-3", "checklist"]],
  ["2027-01-30T07:00:00Z", ["0", "issue"]],
  ["2027-01-30T12:00:00Z", ["overdue", "issue"]],
  ["2027-01-31T11:59:59Z", ["overdue", "issue"]],
  ["2027-01-31T12:00:00Z", ["overdue", "issue", "page"]],
  ["2027-02-06T12:00:00Z", ["overdue+7", "issue", "page"]],
  ["2027-02-07T12:00:00Z", ["overdue+7", "issue", "page+7"]],
  ["2027-05-01T12:00:00Z", ["overdue+91", "issue", "page+84"]],
])("at %s these have been due last: %j", (now, keys) => {
  expect(due(now).toSorted()).toEqual(keys.toSorted());
});

describe("while a rotation is under way", () => {
  const underWay = { id: "KR-2027-01-V3", plannedStart: new Date("2027-01-28T10:00:00Z") };

  test("nobody is told that it comes, and its checklist is due a day before its own start", () => {
    expect(due("2027-01-27T09:59:59Z", underWay)).toEqual([]);
    expect(due("2027-01-27T10:00:00Z", underWay)).toEqual(["rotation/KR-2027-01-V3/checklist"]);
    expect(due("2027-01-28T10:00:00Z", underWay)).toEqual([]);
  });

  test("the day itself and what is overdue are said all the same: the old key is still in use", () => {
    expect(due("2027-01-30T08:00:00Z", underWay).toSorted()).toEqual(["0", "issue"]);
    expect(due("2027-02-01T08:00:00Z", underWay).toSorted()).toEqual(["issue", "overdue", "page"]);
  });
});

describe("whatever the hour at which the key was activated", () => {
  const activation = fc.date({
    min: new Date("2026-10-01"),
    max: new Date("2028-10-01"),
    noInvalidDate: true,
  });
  const zone = fc.constantFrom("Europe/Bucharest", "UTC", "America/Los_Angeles", "Pacific/Kiritimati");

  test("a scheduler that never sleeps says on the day that it is the day, and then that it is overdue", () => {
    fc.assert(
      fc.property(activation, zone, (activatedAt, timeZone) => {
        const planned = nextRotation(activatedAt, timeZone);
        const plan = reminderPlan(planned, new Date(0), { keyVersion: 2, timeZone, underWay: null });
        const dueAt = (at: Date) => dueReminders(plan, at).map(({ what }) => what);
        const onTheDay = plan.find(({ what }) => what.kind === "ahead" && what.days === 0);
        if (!onTheDay) throw new Error("There is no reminder on the day.");
        // Only a key that was activated at midnight sharp has no part of that day left.
        if (onTheDay.at < planned.overdueFrom)
          expect(dueAt(onTheDay.at)).toContainEqual({ kind: "ahead", days: 0 });
        expect(dueAt(planned.overdueFrom)).toContainEqual({ kind: "overdue" });
      }),
    );
  });

  test("a scheduler that was silent from before the day until it was over still says that it is overdue", () => {
    fc.assert(
      fc.property(
        activation,
        zone,
        fc.integer({ min: 0, max: 6 * 24 * 60 }),
        (activatedAt, timeZone, late) => {
          const planned = nextRotation(activatedAt, timeZone);
          const now = new Date(planned.overdueFrom.getTime() + late * 60_000);
          const plan = reminderPlan(planned, now, { keyVersion: 2, timeZone, underWay: null });
          expect(dueReminders(plan, now).map(({ what }) => what)).toContainEqual({ kind: "overdue" });
        },
      ),
    );
  });
});

test("whenever the scheduler looks, and however long it slept, it says one thing at most on each track", () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date("2027-01-01"), max: new Date("2028-01-01"), noInvalidDate: true }),
      (now) => {
        const plan = reminderPlan(PLANNED, now, { keyVersion: 2, timeZone: ZONE, underWay: null });
        const sent = dueReminders(plan, now);
        expect(new Set(sent.map(({ track }) => track)).size).toBe(sent.length);
        for (const { track, at } of sent) {
          const helps = (until: Date | null) => until === null || now < until;
          const newer = plan.filter(
            (it) => it.track === track && it.at > at && it.at <= now && helps(it.lapsesAt),
          );
          expect(newer).toEqual([]);
        }
        expect(new Set(plan.map(({ key }) => key)).size).toBe(plan.length);
      },
    ),
  );
});
