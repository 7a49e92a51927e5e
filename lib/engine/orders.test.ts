import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { NO_ORDER, Orders } from "./orders.ts";

const under = (order: Partial<typeof NO_ORDER>, cellsPerSecond?: number) => {
  const stop = new AbortController();
  const orders = new Orders(
    { ...NO_ORDER, ...order },
    {
      signal: stop.signal,
      cancel: () => stop.abort(),
      ...(cellsPerSecond === undefined ? {} : { cellsPerSecond }),
    },
  );
  return { orders, stop };
};

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

describe("a duty cycle of 25 %", () => {
  test("rests three times as long as the work took", async () => {
    const { orders } = under({ dutyPercent: 25 });
    expect(await timeOf(() => orders.turn(() => delay(40)))).toBeGreaterThan(4 * 39);
  });

  test("does not delay a stop", async () => {
    const { orders, stop } = under({ dutyPercent: 1 });
    setTimeout(() => stop.abort(), 60);
    expect(await timeOf(() => orders.turn(() => delay(50)))).toBeLessThan(2_000);
  });
});

describe("a rate", () => {
  test("is the job's, shared by its processes, or the own one where that is lower", () => {
    expect(under({ cellsPerSecond: 900 }, 500).orders.cellsPerSecond).toBe(500);
    const { orders } = under({ cellsPerSecond: 900 }, 500);
    orders.take({ ...NO_ORDER, cellsPerSecond: 900, workers: 3 });
    expect(orders.cellsPerSecond).toBe(300);
    expect(under({}, 500).orders.cellsPerSecond).toBe(500);
  });

  test("counts the time that the work took", async () => {
    const { orders } = under({ cellsPerSecond: 100 });
    await orders.turn(
      async () => undefined,
      () => 30,
    );
    const took = await timeOf(() =>
      orders.turn(
        () => delay(200),
        () => 20,
      ),
    );
    expect(took).toBeLessThan(200 + 190);
  });
});

test("a held job does no work until it is released", async () => {
  const { orders } = under({ held: true });
  const done: string[] = [];
  const working = orders.turn(async () => void done.push("worked"));
  await delay(20);
  expect([orders.stands, done]).toEqual([true, []]);
  orders.take(NO_ORDER);
  await working;
  expect(done).toEqual(["worked"]);
});
