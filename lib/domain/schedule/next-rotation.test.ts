import { describe, expect, test } from "vitest";
import { nextRotation } from "./next-rotation.ts";

const next = (activatedAt: string) => {
  const { date, conflict } = nextRotation(new Date(activatedAt));
  return { date: date.toISOString().slice(0, 10), conflict };
};

describe("the proposed date of the next rotation", () => {
  test("the calendar's date wins while it comes before the 90 days are over", () => {
    expect(next("2026-02-04T00:00:00Z")).toEqual({
      date: "2026-05-01",
      conflict: expect.stringContaining("2026-05-01 comes before the 90 days end on 2026-05-05"),
    });
  });

  test("the 90 days win where the calendar leaves more than 90 days, and the page can say so", () => {
    expect(next("2026-11-01T12:00:00Z")).toEqual({
      date: "2027-01-30",
      conflict: expect.stringContaining("would break the 90 days"),
    });
  });

  test("nothing is in conflict on a day on which both rules agree", () => {
    expect(next("2026-01-31T08:00:00Z").date).toBe("2026-02-01");
    expect(next("2026-05-03T00:00:00Z")).toEqual({ date: "2026-08-01", conflict: null });
  });
});
