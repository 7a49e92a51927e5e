import { describe, expect, test } from "vitest";
import { nextRotation } from "./next-rotation.ts";
import { overdueReason, rotationDue } from "./rotation-due.ts";

const ZONE = "Europe/Bucharest";

describe("the 90 days end on 30 January at 12:00 UTC, before the calendar's 1 February", () => {
  const activatedAt = new Date("2026-11-01T12:00:00Z");
  const planned = nextRotation(activatedAt, ZONE);

  test.each([
    ["2027-01-15T21:59:59Z", "upcoming"],
    ["2027-01-15T22:00:00Z", "pending"],
    ["2027-01-29T21:59:59Z", "pending"],
    ["2027-01-29T22:00:00Z", "due"],
    ["2027-01-30T11:59:59Z", "due"],
    ["2027-01-30T12:00:00Z", "overdue"],
  ])("at %s it is %s", (now, due) => {
    expect(rotationDue(planned, new Date(now), ZONE)).toBe(due);
    expect(overdueReason(planned, activatedAt, new Date(now), ZONE) === null).toBe(due !== "overdue");
  });

  test("the reason names each rule that is broken", () => {
    const reasons = ["2027-02-02T09:00:00Z", "2027-02-09T09:00:00Z"].map((now) =>
      overdueReason(planned, activatedAt, new Date(now), ZONE),
    );
    expect(reasons).toEqual([
      "Overdue: the key has been in use for 93 days, and policy allows 90, until 2027-01-30. Rotate now.",
      "Overdue: the key has been in use for 100 days, and policy allows 90, until 2027-01-30; the rotation of Q1 2027 was due on 2027-02-01 and had to be completed by 2027-02-08. Rotate now.",
    ]);
  });
});

test("a key that is younger than 90 days is overdue seven days after the quarter's date", () => {
  const activatedAt = new Date("2026-02-10T12:00:00Z");
  const planned = nextRotation(activatedAt, "UTC");
  const at = (now: string) => [
    rotationDue(planned, new Date(now), "UTC"),
    overdueReason(planned, activatedAt, new Date(now), "UTC"),
  ];
  expect(at("2026-05-07T23:59:59Z")).toEqual(["due", null]);
  expect(at("2026-05-08T00:00:00Z")).toEqual([
    "overdue",
    "Overdue: the rotation of Q2 2026 was due on 2026-05-01 and had to be completed by 2026-05-08. Rotate now.",
  ]);
});
