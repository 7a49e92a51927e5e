import { expect, test } from "vitest";
import { nextBatchSize, usualBatchSize } from "./batch-size.ts";

test.each([0.01, 0.3, 2])(
  "batches of rows that take %s ms each settle at 100 to 200 ms, or at what was set",
  (msPerRow) => {
    let rows = 1_000;
    for (let batch = 0; batch < 20; batch += 1) rows = nextBatchSize(rows, rows * msPerRow, 1_000);
    expect(rows * msPerRow).toBeLessThanOrEqual(200);
    if (rows < 1_000) expect(rows * msPerRow).toBeGreaterThanOrEqual(50);
  },
);

test("a batch never has no row, however slow", () => {
  expect(nextBatchSize(1, 60_000, 1_000)).toBe(1);
});

test("one connection works in smaller batches than several", () => {
  expect([usualBatchSize(1), usualBatchSize(2)]).toEqual([100, 1_000]);
});
