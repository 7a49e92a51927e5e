import { describe, expect, test } from "vitest";
import { mayMoveStart, readPlannedStart, startsFrom } from "./planned-start.ts";
import type { PhaseState } from "./run-state.ts";

const at = (stepId: string, state: PhaseState) => mayMoveStart({ stepId, state });
const NOW = new Date("2026-11-26T12:00:00Z");

describe("a planned start", () => {
  test.each([
    ["without a zone, which is UTC", "2026-12-01T09:00", "2026-12-01T09:00:00.000Z"],
    ["in UTC", "2026-12-01T09:00:00Z", "2026-12-01T09:00:00.000Z"],
    ["with an offset", "2026-12-01T09:00:00+02:00", "2026-12-01T07:00:00.000Z"],
    ["a while ago, as a form that was open says now", "2026-11-26T11:01", "2026-11-26T11:01:00.000Z"],
  ])("is read %s", (_, text, instant) => {
    expect(readPlannedStart(text, NOW)).toEqual({ ok: true, value: new Date(instant) });
  });

  test.each(["2026-11-26T10:59", "2027-02-24T12:01"])("of %s is refused", (text) => {
    expect(readPlannedStart(text, NOW)).toMatchObject({ ok: false, problem: { code: "invalid-input" } });
  });

  test("lets the start be approved and begun from 24 hours of policy before it", () => {
    expect(startsFrom(NOW, 3_600_000)).toEqual(new Date("2026-11-25T12:00:00Z"));
    expect(startsFrom(NOW, 1_000)).toEqual(new Date("2026-11-26T11:59:36Z"));
  });

  test("stays where it is once somebody was asked to approve it, and after the checklist", () => {
    expect(at("checklist", { status: "ready" })).toBe(true);
    expect(at("checklist", { status: "failed", approved: false })).toBe(true);
    expect(at("checklist", { status: "failed", approved: true })).toBe(false);
    expect(at("checklist", { status: "awaiting-approval", given: 0, needed: 1 })).toBe(false);
    expect(at("checklist", { status: "approved" })).toBe(false);
    expect(at("generate-key", { status: "ready" })).toBe(false);
  });
});
