import { expect, test } from "vitest";
import { isUnderWay, keepsPlan } from "./resumption.ts";

const before = new Date(0);
const after = new Date(1);

test("an effect counts as under way when it began since the last start, not when it began before it", () => {
  expect(isUnderWay({ startedAt: before, effectBegunAt: after })).toBe(true);
  expect(isUnderWay({ startedAt: before, effectBegunAt: before })).toBe(true);
  expect(isUnderWay({ startedAt: after, effectBegunAt: before })).toBe(false);
  expect(isUnderWay({ startedAt: after, effectBegunAt: null })).toBe(false);
});

test("the approved plan is kept for what cannot be undone, once its effect began", () => {
  const phrase = "RETIRE";
  expect(keepsPlan({ phrase }, { effectBegunAt: before })).toBe(true);
  expect(keepsPlan({ phrase }, { effectBegunAt: null })).toBe(false);
  expect(keepsPlan({ phrase: null }, { effectBegunAt: before })).toBe(false);
});
