import { describe, expect, test } from "vitest";
import { type ControlOrder, type ControlState, obey } from "./control.ts";

const state = (change: Partial<ControlState> = {}): ControlState => ({
  wish: "run",
  cellsPerSecond: 500,
  mostCellsPerSecond: 1000,
  ...change,
});
const refused = (code: string) => ({ ok: false, problem: { code } });

describe("an order to a running job", () => {
  test.each([
    ["run", "pause", "pause"],
    ["pause", "resume", "run"],
    ["run", "cancel", "cancel"],
    ["pause", "cancel", "cancel"],
  ] as const)("while it should %s: %s makes it %s and leaves its rate", (wish, order, next) => {
    expect(obey(state({ wish }), { order })).toEqual({ ok: true, value: state({ wish: next }) });
  });

  test.each([
    ["pause", "pause"],
    ["run", "resume"],
  ] as const)("while it should %s, %s is refused: it would change nothing", (wish, order) => {
    expect(obey(state({ wish }), { order })).toMatchObject(refused("wrong-state"));
  });

  test.each([
    { order: "pause" },
    { order: "resume" },
    { order: "cancel" },
    { order: "rate", cellsPerSecond: 1 },
  ] satisfies ControlOrder[])("once it is cancelled, $order is refused", (order) => {
    expect(obey(state({ wish: "cancel" }), order)).toMatchObject(refused("wrong-state"));
  });
});

describe("its rate", () => {
  test("goes up to what was approved and down, also while it is paused", () => {
    for (const cellsPerSecond of [1, 499, 1000]) {
      const order: ControlOrder = { order: "rate", cellsPerSecond };
      expect(obey(state(), order)).toEqual({ ok: true, value: state({ cellsPerSecond }) });
      expect(obey(state({ wish: "pause" }), order).ok).toBe(true);
    }
  });

  test("is never above what was approved, and never without a limit when one was approved", () => {
    for (const cellsPerSecond of [1001, 1_000_000, null])
      expect(obey(state(), { order: "rate", cellsPerSecond })).toMatchObject(refused("invalid-input"));
  });

  test("approved without a limit, is limited and freed again", () => {
    const free = state({ cellsPerSecond: null, mostCellsPerSecond: null });
    const limited = obey(free, { order: "rate", cellsPerSecond: 10 });
    expect(limited).toEqual({ ok: true, value: { ...free, cellsPerSecond: 10 } });
    expect(limited.ok && obey(limited.value, { order: "rate", cellsPerSecond: null })).toEqual({
      ok: true,
      value: free,
    });
  });
});
