import type { Database } from "#lib/db/client.ts";
import type { LiveWorker, WorkerBuild } from "../ports/worker-build.ts";
import type { WorkerDeps } from "./worker-deps.ts";

const SILENT_SECONDS = 60;
/** A worker that cannot say what it is stands for no build: it agrees with no other. */
const UNKNOWN: WorkerBuild = { version: "", digest: "" };

/** Says that this worker is alive, and of which build. */
export async function sendHeartbeat({ db, workerId, build }: Pick<WorkerDeps, "db" | "workerId" | "build">) {
  const { version, digest } = await build().catch(() => UNKNOWN);
  await db.$executeRaw`
    INSERT INTO key_rotation.worker (id, version, build_digest) VALUES (${workerId}, ${version}, ${digest})
    ON CONFLICT (id) DO UPDATE SET heartbeat_at = now(), version = excluded.version, build_digest = excluded.build_digest`;
}

/** Workers that sent a heartbeat within the last minute, the newest first. */
export async function listLiveWorkers(db: Database): Promise<LiveWorker[]> {
  return db.$queryRaw<LiveWorker[]>`
    SELECT id, version, build_digest AS digest,
      (extract(epoch FROM clock_timestamp() - heartbeat_at) * 1000)::float8 AS "heartbeatAgeMs"
    FROM key_rotation.worker
    WHERE heartbeat_at > clock_timestamp() - make_interval(secs => ${SILENT_SECONDS}) ORDER BY heartbeat_at DESC`;
}
