import { assert, nat, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { endAfterClosing, endOfPeriod, endWithIssue } from "./safety-period.ts";

const HOUR = 3_600_000;
const START = new Date("2026-02-02T09:00:00Z");
const at = (hours: number) => new Date(START.getTime() + hours * HOUR);
const clock = (endHours: number) => ({ startedAt: START, endsAt: at(endHours), hourMs: HOUR });

describe("the safety period", () => {
  test("lasts as many hours as policy says", () => {
    expect(endOfPeriod(START, 24, HOUR)).toEqual(at(24));
  });

  test("ends 48 h after its start once an issue was reported", () => {
    expect(endWithIssue(clock(24))).toEqual(at(48));
  });

  test("ends no earlier than 24 h after the last issue was closed", () => {
    expect(endAfterClosing(clock(48), at(40))).toEqual(at(64));
    expect(endAfterClosing(clock(48), at(2))).toEqual(at(48));
  });

  test("never ends earlier than it was going to, whatever is reported and closed", () => {
    assert(
      property(nat(500), nat(500), (end, closed) => {
        const before = clock(24 + end);
        expect(endWithIssue(before).getTime()).toBeGreaterThanOrEqual(before.endsAt.getTime());
        expect(endAfterClosing(before, at(closed)).getTime()).toBeGreaterThanOrEqual(before.endsAt.getTime());
      }),
    );
  });
});
