import { describe, expect, test } from "vitest";
import type { FleetObservation, FleetTask, TaskHealth } from "../../ports/fleet.ts";
import { awaitFleetProof, type FleetDemand, judgeFleet } from "./fleet-proof.ts";

const MOVED = new Date("2026-11-23T12:00:00Z");
const AFTER = new Date("2026-11-23T12:00:01Z");
const DEMAND: FleetDemand = { createdAfter: MOVED, injects: "ENCRYPTION_KEY_V2", writes: [1, 2] };

function task(id: string, change: Partial<FleetTask> = {}): FleetTask {
  return {
    id,
    createdAt: AFTER,
    lastStatus: "RUNNING",
    desiredStatus: "RUNNING",
    taskDefinition: "core-api:2",
    injects: ["ENCRYPTION_KEY_V1", "ENCRYPTION_KEY_V2"],
    references: ["ENCRYPTION_KEY_V1", "ENCRYPTION_KEY_V2"],
    healthUrl: "http://127.0.0.1:9",
    ...change,
  };
}

const ROLLED_OUT = { id: "d", createdAt: AFTER, rolloutState: "COMPLETED", taskDefinition: "core-api:2" };
const HEALTHY: TaskHealth = { ok: true, message: "Encryption working with key version 1", keyVersion: 1 };

function fleet(tasks: FleetTask[], change: Partial<FleetObservation> = {}): FleetObservation {
  return { desired: 2, deployments: [ROLLED_OUT], tasks, ...change };
}
const healthOf = (tasks: FleetTask[], health = HEALTHY) => new Map(tasks.map((one) => [one.id, health]));
const two = [task("task-one"), task("task-two")];

test("a fleet whose every task is new, given the key and healthy is proved, task by task", () => {
  const { missing, tasks } = judgeFleet(fleet(two), healthOf(two), DEMAND);
  expect(missing).toEqual([]);
  expect(tasks.map((one) => one.id)).toEqual(["task-one", "task-two"]);
});

describe("one task among proved ones spoils the proof", () => {
  test.each<[string, Partial<FleetTask>, RegExp]>([
    [
      "created before the secret changed",
      { createdAt: new Date("2026-11-23T11:59:59Z") },
      /before the secret/,
    ],
    ["created in the very instant of the change", { createdAt: MOVED }, /before the secret/],
    ["draining", { desiredStatus: "STOPPED" }, /is running/],
    ["deactivating", { lastStatus: "DEACTIVATING", desiredStatus: "STOPPED" }, /is deactivating/],
    ["pending", { lastStatus: "PENDING" }, /is pending/],
    ["not given the new key", { injects: ["ENCRYPTION_KEY_V1"] }, /is not given ENCRYPTION_KEY_V2/],
  ])("%s", (_, change, reason) => {
    const tasks = [...two, task("task-bad", change)];
    const proof = judgeFleet(fleet(tasks), healthOf(tasks), DEMAND);
    expect(proof.missing).toEqual([expect.stringMatching(reason)]);
    expect(proof.tasks).toHaveLength(2);
  });

  test.each<[string, TaskHealth | undefined, RegExp]>([
    ["that was not asked", undefined, /healthy encryption/],
    ["that does not answer", { ok: false, message: "silent", keyVersion: null }, /healthy encryption/],
    [
      "that is unhealthy but names a version",
      { ok: false, message: "", keyVersion: 1 },
      /healthy encryption/,
    ],
    ["that names no version", { ok: true, message: "ok", keyVersion: null }, /writes with V\?/],
    ["that writes with another version", { ok: true, message: "", keyVersion: 3 }, /writes with V3/],
  ])("%s", (_, health, reason) => {
    const tasks = [...two, task("task-bad")];
    const healths = healthOf(two);
    if (health) healths.set("task-bad", health);
    expect(judgeFleet(fleet(tasks), healths, DEMAND).missing).toEqual([expect.stringMatching(reason)]);
  });
});

test("a task of which any container still names the old entry is not without it, one with the whole secret is", () => {
  const demand = { ...DEMAND, omits: "ENCRYPTION_KEY_V1" };
  const tasks = [
    task("task-both", { injects: ["ENCRYPTION_KEY_V2"] }),
    task("task-new", { injects: ["ENCRYPTION_KEY_V2"], references: ["ENCRYPTION_KEY_V2"] }),
    task("task-all", { injects: ["*"], references: [] }),
  ];
  expect(judgeFleet(fleet(tasks), healthOf(tasks), demand).missing).toEqual([
    "task ask-both still references ENCRYPTION_KEY_V1",
  ]);
});

test("a task that is given the whole secret is given the key", () => {
  const whole = [task("a", { injects: ["*"] }), task("b", { injects: ["*"] })];
  expect(judgeFleet(fleet(whole), healthOf(whole), DEMAND).missing).toEqual([]);
});

test.each<[string, FleetObservation]>([
  ["no task at all", fleet([])],
  ["no task at all while none is desired", fleet([], { desired: 0 })],
  ["fewer tasks than desired", fleet(two.slice(0, 1))],
  ["a rollout in progress", fleet(two, { deployments: [{ ...ROLLED_OUT, rolloutState: "IN_PROGRESS" }] })],
  ["a failed rollout", fleet(two, { deployments: [{ ...ROLLED_OUT, rolloutState: "FAILED" }] })],
  [
    "an older deployment that is still there",
    fleet(two, { deployments: [ROLLED_OUT, { ...ROLLED_OUT, id: "old" }] }),
  ],
  ["no deployment", fleet(two, { deployments: [] })],
])("nothing is proved by %s", (_, observation) => {
  expect(judgeFleet(observation, healthOf(two), DEMAND).missing).not.toEqual([]);
});

/** A fleet on a clock of its own, whose rollout completes after some looks. */
function rolling(completesAfter: number) {
  let now = 0;
  let looks = 0;
  return {
    looks: () => looks,
    fleet: {
      observe: () => {
        looks += 1;
        const rolloutState = looks > completesAfter ? "COMPLETED" : "IN_PROGRESS";
        return Promise.resolve(fleet(two, { deployments: [{ ...ROLLED_OUT, rolloutState }] }));
      },
      health: () => Promise.resolve(HEALTHY),
      ensureInjects: () => Promise.reject(new Error("not asked for")),
      ensureOmits: () => Promise.reject(new Error("not asked for")),
      deploy: () => Promise.reject(new Error("not asked for")),
    },
    clock: {
      now: () => now,
      pause: (ms: number, signal: AbortSignal) => {
        signal.throwIfAborted();
        now += ms;
        return Promise.resolve();
      },
    },
  };
}

const OURS = { deploymentId: ROLLED_OUT.id, demand: DEMAND };

test("the wait ends with the proof, and not before it holds", async () => {
  const world = rolling(5);
  const proved = await awaitFleetProof({ ...world, signal: new AbortController().signal }, OURS);
  expect(proved).toHaveLength(2);
  expect(world.looks()).toBe(6);
});

test("the wait gives up after 15 minutes and says what was missing", async () => {
  const waiting = awaitFleetProof(
    { ...rolling(Number.POSITIVE_INFINITY), signal: new AbortController().signal },
    OURS,
  );
  await expect(waiting).rejects.toThrow(/15 minutes: the rollout is not complete/);
});

test("the wait ends at once when the worker stops", async () => {
  const stopped = AbortSignal.abort(new Error("stopping"));
  await expect(awaitFleetProof({ ...rolling(5), signal: stopped }, OURS)).rejects.toThrow("stopping");
});

test.each([
  ["the awaited deployment", ROLLED_OUT.id, "gave the deployment"],
  ["another deployment", "another", "15 minutes"],
])("when ECS gives %s up, the wait ends accordingly", async (_, failedId, message) => {
  const world = rolling(Number.POSITIVE_INFINITY);
  const observe = async () => {
    const seen = await world.fleet.observe();
    const failed = { ...ROLLED_OUT, id: failedId, rolloutState: "FAILED" };
    return { ...seen, deployments: [...seen.deployments, failed] };
  };
  const waiting = awaitFleetProof(
    { ...world, fleet: { ...world.fleet, observe }, signal: new AbortController().signal },
    OURS,
  );
  await expect(waiting).rejects.toThrow(message);
});
