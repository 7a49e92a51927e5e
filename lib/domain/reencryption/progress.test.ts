import { describe, expect, test } from "vitest";
import { cellsPerSecond, etaSeconds, percentDone } from "./progress.ts";

describe("progress", () => {
  test("the rate is that of the last 30 s only, and unknown before it can be measured", () => {
    expect(cellsPerSecond([])).toBeNull();
    expect(cellsPerSecond([{ at: 0, cells: 10 }])).toBeNull();
    const samples = [0, 10, 20, 30, 40, 50].map((second) => ({
      at: second * 1000,
      cells: second < 20 ? 0 : second * 100,
    }));
    expect(cellsPerSecond(samples)).toBe(100);
  });

  test("percentages never pass 100, and say 100 only when nothing is left", () => {
    expect(percentDone(0, 0)).toBe(100);
    expect(percentDone(1_999_999, 2_000_000)).toBe(99.9);
    expect(percentDone(12, 10)).toBe(100);
    expect(percentDone(0, 10)).toBe(0);
  });

  test("an estimate is given only while the rate is known, and is never negative", () => {
    expect(etaSeconds(10, 110, 10)).toBe(10);
    expect(etaSeconds(120, 110, 10)).toBe(0);
    expect(etaSeconds(10, 110, 0)).toBeNull();
    expect(etaSeconds(10, 110, null)).toBeNull();
  });
});
