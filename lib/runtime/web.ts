import "server-only";
import { type ChangeFeed, openChangeFeed } from "#lib/db/change-feed.ts";
import { connectDatabase } from "#lib/db/client.ts";
import { webEnv } from "#lib/env.ts";
import { connectQueue, enqueue } from "#lib/jobs/queue.ts";
import { log } from "#lib/log.ts";
import type { OperationDeps } from "#lib/operations/operation.ts";

const HOUR_MS = 3_600_000;

interface WebRuntime extends OperationDeps {
  changes: ChangeFeed;
}

// Next loads modules more than once; one process has one set of connections.
const holder = globalThis as { keyturnWeb?: WebRuntime };

/** Composition root of the web process: database and queue with the web's rights. No key, no AWS client. */
export function web(): WebRuntime {
  holder.keyturnWeb ??= compose();
  return holder.keyturnWeb;
}

function compose(): WebRuntime {
  const { DATABASE_URL, APP_ENV, APP_URL, TIME_COMPRESSION } = webEnv();
  const boss = connectQueue(DATABASE_URL, { supervise: false });
  // Without a listener, a lost connection of the queue would end the whole process.
  boss.on("error", (error) => log.error({ error: error.message }, "job queue"));
  const started = boss.start();
  return {
    db: connectDatabase(DATABASE_URL),
    environment: APP_ENV,
    appUrl: APP_URL,
    hourMs: HOUR_MS / TIME_COMPRESSION,
    changes: openChangeFeed(DATABASE_URL),
    wake: async (tx, { queue, phaseRunId }) => enqueue(await started, tx, queue, { phaseRunId }),
  };
}
