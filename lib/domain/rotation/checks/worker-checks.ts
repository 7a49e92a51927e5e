import type { LiveWorker } from "../../../ports/worker-build.ts";
import type { Check } from "../step.ts";

const SHOWN = 19;

/** "1 worker, last heartbeat 2 s ago, 0.1.0 sha256:1f3a…" */
function describe(workers: readonly LiveWorker[], builds: readonly string[]): string {
  const youngest = Math.min(...workers.map((worker) => worker.heartbeatAgeMs));
  const count = workers.length === 1 ? "1 worker" : `${workers.length} workers`;
  return `${count}, last heartbeat ${Math.round(youngest / 1000)} s ago, ${builds.join(" and ")}`;
}

/** Work is approved for one build: of two, nobody could say which will do it. */
export const workersOfOneBuild: Check = {
  id: "workers-of-one-build",
  label: "The workers are alive and of one build",
  expected: "a heartbeat of the last minute, the same image everywhere",
  source: "heartbeats of the workers",
  run: async ({ build, liveWorkers }) => {
    const [own, workers] = await Promise.all([build(), liveWorkers()]);
    if (workers.length === 0) return { outcome: "fail", value: "no worker sends a heartbeat" };
    const isOne = workers.every(({ digest }) => digest === own.digest);
    const builds = new Set(
      workers.map(({ version, digest }) =>
        digest === "" ? "an unknown build" : `${version} ${digest.slice(0, SHOWN)}…`,
      ),
    );
    const value = describe(workers, [...builds]);
    return isOne
      ? { outcome: "pass", value }
      : {
          outcome: "fail",
          value: `${value}: end the workers of the other build, or wait a minute after a deployment`,
        };
  },
};
