import { describe, expect, it } from "vitest";
import { countText } from "./count-text.ts";
import { duration } from "./duration.ts";
import { relativeTime } from "./relative-time.ts";
import { utcTime } from "./utc-time.ts";

const NOW = Date.parse("2026-02-01T09:00:00.000Z");
const DAY = 86_400_000;

describe("times as text", () => {
  it.each([
    [NOW, "just now"],
    [NOW - 59_000, "59 s ago"],
    [NOW - 60_000, "1 min ago"],
    [NOW - 7_199_000, "1 h ago"],
    [NOW + 48 * DAY, "in 48 d"],
    [NOW - 700 * DAY, "700 d ago"],
    [NOW - 800 * DAY, "2 y ago"],
  ])("rounds an age down, never up (%i)", (at, text) => {
    expect(relativeTime(at, NOW)).toBe(text);
  });

  it.each([
    [-5, "0 s"],
    [12.9, "12 s"],
    [200, "3 min 20 s"],
    [3_900, "1 h 05 min"],
    [187_200, "2 d 4 h"],
  ])("shows at most two units of a duration and never a negative one (%d s)", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  it("prints an instant with another offset in UTC", () => {
    expect(utcTime("2026-02-01T11:00:12+02:00")).toBe("2026-02-01 09:00:12 UTC");
  });

  it("groups digits beyond what a number can hold, and leaves words alone", () => {
    expect(countText("9007199254740993")).toBe("9,007,199,254,740,993");
    expect(countText("none")).toBe("none");
  });
});
