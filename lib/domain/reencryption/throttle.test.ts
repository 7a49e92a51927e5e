import { describe, expect, test } from "vitest";
import { type ReplicaReading, reasonToHold, UNTHROTTLED } from "./throttle.ts";

const MARKS = { lag: { high: 10, low: 4 }, p95: { high: 250, low: 200 } };
const THROTTLE = { ...UNTHROTTLED, ...MARKS };
const replica = (lagSeconds: ReplicaReading["lagSeconds"]) => [{ name: "west", lagSeconds }];

describe("a job that runs", () => {
  test.each([
    [9.9, 249, null],
    [10.1, 0, /west is 10\.1 s behind; it is held above 10 s until below 4 s/],
    [0, 251, /p95 is 251 ms; it is held above 250 ms until below 200 ms/],
    ["gone", 0, /west is not connected/],
    ["hidden", 0, /pg_monitor/],
    [0, "unknown", /p95 is not known/],
  ] as const)("with a lag of %s and a p95 of %s is held for %s", (lag, p95Ms, reason) => {
    const held = reasonToHold(THROTTLE, { replicas: replica(lag), p95Ms }, false);
    if (reason === null) expect(held).toBeNull();
    else expect(held).toMatch(reason);
  });
});

describe("a job that is held", () => {
  test.each([
    [4.1, 0, true],
    [3.9, 200.5, true],
    [3.9, 199, false],
  ])("with a lag of %s s and a p95 of %s ms stays held: %s", (lag, p95Ms, stays) => {
    expect(reasonToHold(THROTTLE, { replicas: replica(lag), p95Ms }, true) !== null).toBe(stays);
  });

  test("for a replica that is gone goes on when an operator switches that limit off", () => {
    const readings = { replicas: replica("gone"), p95Ms: 10 };
    expect(reasonToHold({ ...THROTTLE, lag: null }, readings, true)).toBeNull();
  });
});

test("the slowest of several replicas counts", () => {
  const replicas = [...replica(1), { name: "east", lagSeconds: 11 }];
  expect(reasonToHold(THROTTLE, { replicas, p95Ms: 1 }, false)).toMatch(/east is 11\.0 s/);
});
