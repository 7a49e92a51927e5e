import { expect, test } from "vitest";
import type { FleetTask } from "../../../ports/fleet.ts";
import type { OutsideMonitor } from "../../../ports/monitors.ts";
import type { MonitorResult, SafetyState } from "../../../ports/safety-watch.ts";
import type { StepContext } from "../../../ports/step-context.ts";
import { watch } from "./safety-period.ts";

const START = new Date("2026-02-02T09:00:00Z");
const END = new Date("2026-02-03T09:00:00Z");
const TASK: FleetTask = {
  id: "t1",
  createdAt: START,
  lastStatus: "RUNNING",
  desiredStatus: "RUNNING",
  taskDefinition: "d",
  injects: ["ENCRYPTION_KEY_V2", "ENCRYPTION_CURRENT_VERSION"],
  references: ["ENCRYPTION_KEY_V2", "ENCRYPTION_CURRENT_VERSION"],
  healthUrl: "http://t1",
};

interface Round {
  isOver?: boolean;
  openIssues?: number;
  newestLog?: Date | null;
  errors?: number;
  census?: number;
  logsAnswer?: boolean;
  /** What a configured outside monitor answers; without it there is none. */
  outside?: OutsideMonitor["read"];
}

/** A platform that goes through the rounds, one reading each; `recorded` is what the watch kept of each. */
function platform(rounds: Round[]) {
  const recorded: (readonly MonitorResult[])[] = [];
  const round = () => rounds[Math.min(recorded.length, rounds.length - 1)] ?? {};
  const state = ({ isOver = true, openIssues = 0 }: Round): SafetyState => ({
    startedAt: START,
    endsAt: END,
    isOver,
    openIssues,
  });
  const context = {
    rotation: { newVersion: 2 },
    clock: { now: () => END.getTime(), pause: () => Promise.resolve() },
    signal: new AbortController().signal,
    safety: {
      intervalMs: 1,
      begin: () => Promise.resolve(),
      state: () => Promise.resolve(state(round())),
      explainedUntil: () => Promise.resolve(START),
      closedIssues: () => Promise.resolve(0),
      record: (results: readonly MonitorResult[]) => {
        const now = state(round());
        recorded.push(results);
        return Promise.resolve(now);
      },
    },
    logs: {
      newestEvent: () => {
        const { newestLog = END, logsAnswer = true } = round();
        return logsAnswer
          ? Promise.resolve(newestLog)
          : Promise.reject(new Error("CloudWatch did not answer."));
      },
      findErrors: () => Promise.resolve({ matches: round().errors ?? 0 }),
    },
    fleet: {
      observe: () =>
        Promise.resolve({
          desired: 1,
          deployments: [{ id: "p", createdAt: START, rolloutState: "COMPLETED", taskDefinition: "d" }],
          tasks: [TASK],
        }),
      health: () => Promise.resolve({ ok: true, message: "", keyVersion: 2 }),
    },
    get monitors() {
      const { outside } = round();
      return outside ? [{ id: "outside", label: "Outside", expected: "", source: "", read: outside }] : [];
    },
    platformData: {
      takeCensus: () =>
        Promise.resolve([
          { column: "c", nonNull: 5 + (round().census ?? 0), byVersion: { 2: 5 }, tooShort: 0 },
        ]),
      judgeQuarantine: () => Promise.resolve([]),
    },
  };
  return { context: context as unknown as StepContext, recorded };
}

const GOOD: Round = {};
const readings = async (rounds: Round[]) => {
  const { context, recorded } = platform(rounds);
  const evidence = await watch.perform({ context, input: {}, bound: {} });
  expect(evidence).toEqual({ startedAt: START.toISOString(), endedAt: END.toISOString() });
  return recorded;
};

test("the period ends at the first reading at which time is over, no issue is open and every monitor is well", async () => {
  expect(await readings([GOOD])).toHaveLength(1);
});

test.each<[string, Round]>([
  ["time is left", { isOver: false }],
  ["an issue is open", { openIssues: 1 }],
  ["the log is silent", { newestLog: new Date(END.getTime() - 11 * 60_000) }],
  ["the log was never written to", { newestLog: null }],
  ["the log service does not answer", { logsAnswer: false }],
  ["the log has an error", { errors: 1 }],
  ["a cell is on another version", { census: 1 }],
  ["an outside monitor found something", { outside: async () => ({ outcome: "fail", value: "1 issue" }) }],
  ["an outside monitor does not know", { outside: async () => ({ outcome: "unknown", value: "No Data" }) }],
  ["an outside monitor does not answer", { outside: () => Promise.reject(new Error("Sentry is silent.")) }],
])("the period does not end while %s", async (_, bad) => {
  expect(await readings([bad, bad, bad, GOOD])).toHaveLength(4);
});

test.each<[string, Round]>([
  ["a silent log", { newestLog: null }],
  ["a log service that does not answer", { logsAnswer: false }],
])("%s is unknown, never well and never an issue", async (_, silent) => {
  const [first] = await readings([silent, GOOD]);
  expect(first?.map(({ outcome }) => outcome)).toEqual(["unknown", "pass", "pass"]);
});

test("an outside monitor is asked about the time that nobody has explained, and is no monitor when there is none", async () => {
  const asked: Date[] = [];
  const outside: Round["outside"] = async (since) => {
    asked.push(since);
    return { outcome: "pass", value: "0 issues" };
  };
  const [[first = [], second = []], [without = []]] = [
    await readings([{ outside, isOver: false }, { outside }]),
    await readings([GOOD]),
  ];
  expect(asked).toEqual([START, START]);
  expect([first.length, second.length, without.length]).toEqual([4, 4, 3]);
});

test("a worker that stops leaves the period as it is", async () => {
  const { context } = platform([{ isOver: false }]);
  const stopping = {
    ...context,
    clock: { ...context.clock, pause: () => Promise.reject(new Error("stopped")) },
  };
  await expect(watch.perform({ context: stopping, input: {}, bound: {} })).rejects.toThrow("stopped");
});
