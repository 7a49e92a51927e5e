import { describe, expect, test } from "vitest";
import { type DeadRows, type ReplicaReading, reasonToHold, UNTHROTTLED } from "./throttle.ts";

const MARKS = { lag: { high: 10, low: 4 }, p95: { high: 250, low: 200 } };
const THROTTLE = { ...UNTHROTTLED, ...MARKS };
const NOTHING = { replicas: [], p95Ms: 1, deadRows: null };
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
    const held = reasonToHold(THROTTLE, { ...NOTHING, replicas: replica(lag), p95Ms }, false);
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
    expect(reasonToHold(THROTTLE, { ...NOTHING, replicas: replica(lag), p95Ms }, true) !== null).toBe(stays);
  });

  test("for a replica that is gone goes on when an operator switches that limit off", () => {
    const readings = { ...NOTHING, replicas: replica("gone") };
    expect(reasonToHold({ ...THROTTLE, lag: null }, readings, true)).toBeNull();
  });
});

test("the slowest of several replicas counts", () => {
  const replicas = [...replica(1), { name: "east", lagSeconds: 11 }];
  expect(reasonToHold(THROTTLE, { ...NOTHING, replicas }, false)).toMatch(/east is 11\.0 s/);
});

describe("dead rows", () => {
  const watched = { ...UNTHROTTLED, deadRows: { high: 40, low: 20 } };
  const dead: DeadRows = { table: "public.patient_persons", percent: 41, keptBy: null, hidden: false };
  const reason = (rows: Partial<DeadRows>, isHeld = false) =>
    reasonToHold(watched, { ...NOTHING, deadRows: { ...dead, ...rows } }, isHeld);

  test("above the high mark hold a job, and between the marks one that is held; no table with many of them holds none", () => {
    expect([reason({ percent: 40 }), reason({ percent: 19 }, true)]).toEqual([null, null]);
    expect(reason({})).toMatch(/Of public\.patient_persons 41 % of the rows are dead.*until below 20 %/);
    expect(reason({ percent: 21 }, true)).toMatch(/21 %/);
    expect(reasonToHold(watched, NOTHING, true)).toBeNull();
    expect(reasonToHold(UNTHROTTLED, { ...NOTHING, deadRows: dead }, false)).toBeNull();
  });

  test("are told with what keeps them, or that the job's role may not see it", () => {
    expect(reason({ keptBy: "process 7 has had a transaction open for 90 s" })).toMatch(
      /and process 7 has had/,
    );
    expect(reason({ hidden: true })).toMatch(/vacuum has not removed them yet .*pg_monitor/);
    expect(reason({})).not.toMatch(/pg_monitor/);
  });
});
