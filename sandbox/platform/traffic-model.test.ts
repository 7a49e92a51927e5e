import { describe, expect, test } from "vitest";
import { TrafficModel } from "./traffic-model.ts";

const cell = { field: "phone", id: "7" } as const;

function modelHolding(value: string) {
  let now = 0;
  const model = new TrafficModel(() => now);
  expect(model.beginRead(cell).seen(value)).toBe(true);
  return { model, advance: (milliseconds: number) => (now += milliseconds) };
}

function begin(model: TrafficModel, value: string) {
  const ticket = model.beginWrite(cell, value);
  if (!ticket) throw new Error("The cell takes no write.");
  return ticket;
}

describe("the traffic model", () => {
  test("reports an acknowledged write that a later read does not find", () => {
    const { model } = modelHolding("old");
    begin(model, "new").acknowledged(false);
    expect(model.beginRead(cell).seen("old")).toBe(false);
  });

  test("counts one lost write once, however often it is read", () => {
    const { model } = modelHolding("old");
    begin(model, "new").acknowledged(false);
    model.beginRead(cell).seen("old");
    expect(model.beginRead(cell).seen("old")).toBe(true);
  });

  test("accepts either value from a read that overlaps a write, and only the new one afterwards", () => {
    const { model } = modelHolding("old");
    const early = model.beginRead(cell);
    const write = begin(model, "new");
    const during = model.beginRead(cell);
    write.acknowledged(false);
    expect(early.seen("new")).toBe(true);
    expect(during.seen("old")).toBe(true);
    expect(model.beginRead(cell).seen("old")).toBe(false);
  });

  test("accepts either value after a lost answer until a read settles it", () => {
    const { model, advance } = modelHolding("old");
    begin(model, "new").answerLost();
    expect(model.beginRead(cell).seen("old")).toBe(true);
    expect(model.beginRead(cell).seen("new")).toBe(true);
    advance(10_000);
    expect(model.beginRead(cell).seen("new")).toBe(true);
    expect(model.beginRead(cell).seen("old")).toBe(false);
  });

  test("expects the old value after a write that no task accepted", () => {
    const { model } = modelHolding("old");
    begin(model, "new").refused();
    expect(model.beginRead(cell).seen("new")).toBe(false);
  });

  test("has one writer per cell at a time, and none while a lost answer may still land", () => {
    const { model, advance } = modelHolding("old");
    const write = begin(model, "new");
    expect(model.beginWrite(cell, "other")).toBeNull();
    write.answerLost();
    expect(model.beginWrite(cell, "other")).toBeNull();
    advance(10_000);
    expect(model.beginWrite(cell, "other")).not.toBeNull();
  });

  test("never writes a cell that it has not read or that holds nothing", () => {
    const model = new TrafficModel();
    expect(model.beginWrite(cell, "new")).toBeNull();
    model.beginRead(cell).seen(null);
    expect(model.beginWrite(cell, "new")).toBeNull();
  });
});
