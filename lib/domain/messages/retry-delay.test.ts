import { expect, test } from "vitest";
import { retryDelay } from "./retry-delay.ts";

const MINUTE = 60_000;

test("each attempt waits twice as long as the one before, until half an hour", () => {
  expect([1, 2, 3, 4].map((attempts) => retryDelay(attempts, 1))).toEqual([5_000, 10_000, 20_000, 40_000]);
  expect([10, 50, 5_000].map((attempts) => retryDelay(attempts, 1))).toEqual([
    30 * MINUTE,
    30 * MINUTE,
    30 * MINUTE,
  ]);
});

test("waits are spread over the upper half, so that a queue does not come back at one instant", () => {
  expect([0, 0.5, 1].map((random) => retryDelay(3, random))).toEqual([10_000, 15_000, 20_000]);
});

test("a receiver that asks for more time gets it, and one that asks for less changes nothing", () => {
  expect(retryDelay(1, 0, 90_000)).toBe(90_000);
  expect(retryDelay(3, 0, 1_000)).toBe(10_000);
});
