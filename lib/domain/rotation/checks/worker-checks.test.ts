import { expect, test } from "vitest";
import type { StepContext } from "../../../ports/step-context.ts";
import type { LiveWorker } from "../../../ports/worker-build.ts";
import { workersOfOneBuild } from "./worker-checks.ts";

const OWN = { version: "0.1.0", digest: `sha256:${"a".repeat(64)}` };
const OTHER = { version: "0.2.0", digest: `sha256:${"b".repeat(64)}` };
const worker = (build: typeof OWN, seconds: number): LiveWorker => ({
  ...build,
  id: build.version,
  heartbeatAgeMs: seconds * 1000,
});

const judge = (...workers: LiveWorker[]) =>
  workersOfOneBuild.run({
    build: () => Promise.resolve(OWN),
    liveWorkers: () => Promise.resolve(workers),
  } as unknown as StepContext);

test("workers of this build pass, with the age of the last heartbeat and the build", async () => {
  expect(await judge(worker(OWN, 4.2), worker(OWN, 2))).toEqual({
    outcome: "pass",
    value: "2 workers, last heartbeat 2 s ago, 0.1.0 sha256:aaaaaaaaaaaa…",
  });
});

test.each([
  ["no worker sends a heartbeat", [], "no worker"],
  ["another build is alive too", [worker(OWN, 1), worker(OTHER, 9)], "0.2.0 sha256:bbbbbbbbbbbb…"],
  ["only another build is alive", [worker(OTHER, 1)], "end the workers of the other build"],
  ["a worker cannot say what it is", [worker({ version: "", digest: "" }, 1)], "an unknown build"],
])("it fails when %s", async (_, workers, value) => {
  expect(await judge(...workers)).toEqual({
    outcome: "fail",
    value: expect.stringContaining(value) as string,
  });
});
