import { expect, test } from "vitest";
import { timeEstimate } from "./time-estimate.ts";

test("before a first measurement the procedure's 500 records/s are assumed, and it says so", () => {
  expect(timeEstimate(10_000, null)).toBe("about 20 s at the procedure's 500 records/s");
  expect(timeEstimate(100_000, null)).toBe("about 3 min at the procedure's 500 records/s");
});

test("from then on the estimate is a range around what this installation measured", () => {
  expect(timeEstimate(300_000, 5_000)).toBe("40 s to 90 s at the measured 5,000 cells/s");
  expect(timeEstimate(90_000_000, 5_000)).toBe("3 h to 8 h at the measured 5,000 cells/s");
});

test("nothing to do still takes a moment", () => {
  expect(timeEstimate(0, 5_000)).toMatch(/^1 s to 1 s/);
});
