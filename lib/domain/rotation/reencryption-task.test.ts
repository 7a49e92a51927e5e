import { expect, test, vi } from "vitest";
import type { ReencryptionProgress, ReencryptionResult } from "../../ports/platform-data.ts";
import type { OneOffTask } from "../../ports/reencryption-tasks.ts";
import type { StepContext } from "../../ports/step-context.ts";
import { runAsTask } from "./reencryption-task.ts";

const MINUTE_MS = 60_000;
const JOB = {
  definition: "family:3",
  build: "sha256:a",
  rotationId: "R",
  start: "T 1",
  connections: 2,
  cellsPerSecond: null,
};
const ARN = "arn:task/1";

type Look = OneOffTask | null | Error;

const running: OneOffTask = { id: ARN, lastStatus: "RUNNING", isOver: false, exitCode: null, ended: null };
const over = (exitCode: number | null, ended = "EssentialContainerExited"): OneOffTask => ({
  id: ARN,
  lastStatus: "STOPPED",
  isOver: true,
  exitCode,
  ended,
});
const result = (status: ReencryptionResult["status"]): ReencryptionResult => ({
  status,
  elapsedMs: 5,
  error: null,
  columns: [],
});
const job = (changes: Partial<ReencryptionProgress> = {}): ReencryptionProgress => ({
  isCancelAsked: false,
  silentMs: 0,
  result: null,
  ...changes,
});
const ended = (status: ReencryptionResult["status"]) => job({ result: result(status) });

/** One look after the other; the last one stands. A pause lasts a minute. */
function worldOf(looks: Look[], rows: (ReencryptionProgress | null)[]) {
  let [round, minutes] = [0, 0];
  const kept = new Map<string, unknown>();
  const tasks = {
    start: vi.fn().mockResolvedValue(ARN),
    stop: vi.fn().mockResolvedValue(undefined),
    look: async () => {
      const look = looks[Math.min(round, looks.length - 1)] ?? null;
      if (look instanceof Error) throw look;
      return look;
    },
  };
  const context = {
    once: async (part: string, make: () => Promise<unknown>) => {
      if (!kept.has(part)) kept.set(part, await make());
      return kept.get(part);
    },
    reencryptionTasks: tasks,
    platformData: { findReencryption: async () => rows[Math.min(round, rows.length - 1)] ?? null },
    clock: {
      now: () => minutes * MINUTE_MS,
      pause: async () => {
        round += 1;
        minutes += 1;
        if (minutes > 60) throw new Error("It never ends.");
      },
    },
    signal: new AbortController().signal,
  };
  return { tasks, context: context as unknown as StepContext };
}

const follow = (looks: Look[], rows: (ReencryptionProgress | null)[]) =>
  runAsTask(worldOf(looks, rows).context, JOB);

test.each([
  ["completed", 0],
  ["completed-with-quarantine", 2],
] as const)("a job that %s with exit code %i has done so", async (status, exitCode) => {
  expect(await follow([running, over(exitCode)], [job(), ended(status)])).toEqual({
    ...result(status),
    task: ARN,
  });
});

test.each<[string, Look, ReencryptionProgress | null, RegExp]>([
  [
    "ended before its job began",
    over(1, "TaskFailedToStart, CannotPullContainerError"),
    null,
    /before its job began \(TaskFailedToStart, CannotPullContainerError, exit code 1\)/,
  ],
  ["was killed in the middle", over(137), job(), /in the middle of its job .*exit code 137/],
  ["says completed and exits with 1", over(1), ended("completed"), /ended otherwise .*exit code 1/],
  ["was forgotten without a job", null, null, /ECS has forgotten why/],
])("a task that %s has failed, and says what to do", async (_, look, row, problem) => {
  const { status, error } = await follow([look], [row]);
  expect([status, error]).toEqual(["failed", expect.stringMatching(problem)]);
  expect(error).toMatch(/try/);
});

test("a job that was cancelled or failed is reported as it says itself", async () => {
  expect(await follow([over(3)], [ended("cancelled")])).toMatchObject({ status: "cancelled" });
  const row = job({ result: { ...result("failed"), error: "The disk is full." } });
  expect(await follow([over(1)], [row])).toMatchObject({ status: "failed", error: "The disk is full." });
});

test("the job's row alone decides when ECS has forgotten the task", async () => {
  expect(await follow([null], [ended("completed")])).toMatchObject({ status: "completed" });
});

test("a task is not given up while ECS does not answer and its job lives", async () => {
  const down = new Error("AWS limits the rate.");
  expect(await follow([down, down, down, over(0)], [job(), job(), job(), ended("completed")])).toMatchObject({
    status: "completed",
  });
});

test("a task is asked to end when its job is cancelled", async () => {
  const { tasks, context } = worldOf(
    [running, running, over(3)],
    [job(), job({ isCancelAsked: true }), ended("cancelled")],
  );
  await runAsTask(context, JOB);
  expect(tasks.stop.mock.calls).toEqual([[ARN, "Cancelled in Keyturn."]]);
});

test("a job that commits while its task is looked at has not ended in the middle", async () => {
  const { context, tasks } = worldOf([], []);
  let isCommitted = false;
  tasks.look = async () => {
    await Promise.resolve();
    isCommitted = true;
    return over(0);
  };
  context.platformData.findReencryption = async () => (isCommitted ? ended("completed") : job());
  expect(await runAsTask(context, JOB)).toMatchObject({ status: "completed" });
});

test("a cancelled job ends whether ECS answers the request to stop or not", async () => {
  const { context, tasks } = worldOf([running, over(3)], [job({ isCancelAsked: true }), ended("cancelled")]);
  tasks.stop.mockRejectedValue(new Error("AWS denies access."));
  expect(await runAsTask(context, JOB)).toMatchObject({ status: "cancelled" });
});

test.each<[string, (ReencryptionProgress | null)[]]>([
  ["never begins its job", [null]],
  ["no longer renews its lease", [job({ silentMs: 11 * MINUTE_MS })]],
])("a task that %s for ten minutes is stopped", async (_, rows) => {
  const { tasks, context } = worldOf([running], rows);
  await expect(runAsTask(context, JOB)).rejects.toThrow(/no sign of life for ten minutes/);
  expect(tasks.stop).toHaveBeenCalledTimes(1);
});

test("a paused job, which renews its lease, is followed as long as it takes", async () => {
  const rows = [...Array.from({ length: 50 }, () => job()), ended("completed")];
  const looks = [...Array.from({ length: 50 }, () => running), over(0)];
  expect(await follow(looks, rows)).toMatchObject({ status: "completed" });
});

test("the command names the rotation, the start, the approved build and the approved size, and no more", async () => {
  const { tasks, context } = worldOf([over(0)], [ended("completed")]);
  await runAsTask(context, { ...JOB, cellsPerSecond: 100 });
  const [[run]] = tasks.start.mock.calls as [[{ token: string; definition: string; command: string[] }]];
  expect([run.token, run.definition]).toEqual(["T 1", "family:3"]);
  expect(run.command.join(" ")).toBe(
    "npm run --silent reencrypt -- --json --rotation R --start T 1 --build sha256:a --connections 2 --job-rate 100",
  );
});
