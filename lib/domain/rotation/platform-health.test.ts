import { expect, test } from "vitest";
import type { FleetTask, TaskHealth } from "../../ports/fleet.ts";
import { judgePlatform } from "./platform-health.ts";

const AT = new Date("2026-11-23T12:00:00Z");
const WELL: TaskHealth = { ok: true, message: "Encryption working with key version 1", keyVersion: 1 };
const NEWER: TaskHealth = { ...WELL, keyVersion: 2 };
const ILL: TaskHealth = { ok: false, message: "the task does not answer", keyVersion: null };

type Told = [status: string, desired: string, health: TaskHealth];
const RUNS = (health: TaskHealth): Told => ["RUNNING", "RUNNING", health];
const COMES: Told = ["PENDING", "RUNNING", ILL];
const GOES: Told = ["RUNNING", "STOPPED", ILL];

function judge(told: Told[], ...rollouts: string[]) {
  const tasks = told.map(
    ([lastStatus, desiredStatus], index): FleetTask => ({
      id: `task-${index}`,
      createdAt: AT,
      lastStatus,
      desiredStatus,
      taskDefinition: "core-api:1",
      injects: ["*"],
      references: [],
      healthUrl: null,
    }),
  );
  const deployments = rollouts.map((rolloutState, index) => ({
    id: `d${index}`,
    createdAt: AT,
    rolloutState,
    taskDefinition: "core-api:1",
  }));
  const healths = new Map(told.map(([, , health], index) => [`task-${index}`, health]));
  return judgePlatform({ desired: 2, deployments, tasks }, healths);
}

test.each<[string, boolean | null, Told[], string[]]>([
  ["every task works", true, [RUNS(WELL), RUNS(WELL)], ["COMPLETED"]],
  ["a task is ill", false, [RUNS(WELL), RUNS(ILL)], ["COMPLETED"]],
  ["a task is missing", false, [RUNS(WELL)], ["COMPLETED"]],
  ["there is no task", false, [], ["COMPLETED"]],
  [
    "all work while one comes and one goes",
    true,
    [RUNS(WELL), RUNS(NEWER), COMES, GOES],
    ["IN_PROGRESS", "COMPLETED"],
  ],
  [
    "one that was just started does not answer yet",
    null,
    [RUNS(WELL), RUNS(WELL), RUNS(ILL)],
    ["IN_PROGRESS", "COMPLETED"],
  ],
  ["fewer than asked for work during a deployment", null, [RUNS(WELL), GOES], ["IN_PROGRESS"]],
  ["none works during a deployment", false, [RUNS(ILL), GOES], ["IN_PROGRESS"]],
  ["a deployment has failed and a task is ill", false, [RUNS(WELL), RUNS(ILL)], ["FAILED"]],
])("when %s, the platform's encryption is healthy: %s", (_, healthy, told, rollouts) => {
  expect(judge(told, ...rollouts).healthy).toBe(healthy);
});

test("the message counts the tasks that serve and names the versions that they write with", () => {
  expect(judge([RUNS(WELL), RUNS(NEWER), COMES], "IN_PROGRESS", "COMPLETED").message).toBe(
    "2 of 2 tasks healthy, writing with V1 and V2, while a deployment replaces them",
  );
});
