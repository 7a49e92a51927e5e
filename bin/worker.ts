import { setFlagsFromString } from "node:v8";
import { runWorker } from "#lib/jobs/worker.ts";
import { log } from "#lib/log.ts";
import { composeWorker } from "#lib/runtime/worker.ts";

// Each cipher holds memory outside the heap until it is collected: a young generation that stays small frees it soon.
setFlagsFromString("--semi-space-growth-factor=1");
const { deps, boss } = composeWorker();
const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => stopping.abort(new Error("The worker is stopping; the next one goes on.")));
}
boss.on("error", (error) => log.error({ error: error.message }, "job queue"));
await boss.start();
await runWorker(deps, boss, stopping.signal);
await boss.stop({ graceful: false });
await deps.db.$disconnect();
