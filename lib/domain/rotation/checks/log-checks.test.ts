import { expect, test } from "vitest";
import type { StepContext } from "../../../ports/step-context.ts";
import { noStartUpErrors } from "./log-checks.ts";

const NOW = new Date("2026-02-02T12:00:00Z");
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

function judge({ deployed = [30], newest = 1 as number | null, errorAt = null as number | null }) {
  const context = {
    clock: { now: () => NOW.getTime() },
    fleet: {
      observe: () => Promise.resolve({ deployments: deployed.map((at) => ({ createdAt: minutesAgo(at) })) }),
    },
    logs: {
      newestEvent: () => Promise.resolve(newest === null ? null : minutesAgo(newest)),
      findErrors: (since: Date, until = NOW) => {
        const at = errorAt === null ? null : minutesAgo(errorAt);
        return Promise.resolve({ matches: at !== null && at >= since && at <= until ? 1 : 0 });
      },
    },
  };
  return noStartUpErrors.run(context as unknown as StepContext);
}

test.each([
  ["nothing was logged but well", {}, "pass"],
  ["an error was logged while its tasks started", { deployed: [300], errorAt: 290 }, "fail"],
  ["the tasks are starting and one logs an error", { deployed: [5], errorAt: 2 }, "fail"],
  ["an error was logged just now, long after the start", { deployed: [300], errorAt: 14 }, "fail"],
  ["a later error has been past for a while", { deployed: [300], errorAt: 16 }, "pass"],
  ["the error is older than the newest deployment", { deployed: [30, 10], errorAt: 20 }, "pass"],
  ["the log is silent", { newest: 11 }, "unknown"],
  ["the log was never written to", { newest: null }, "unknown"],
  ["there is no deployment", { deployed: [] }, "unknown"],
])("when %s, start-up is judged %s", async (_, world, outcome) => {
  expect(await judge(world)).toMatchObject({ outcome });
});
