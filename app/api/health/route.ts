import { web } from "#lib/runtime/web.ts";

const SILENT_AFTER_S = 60;

/** For load balancers and monitors: whether the console reaches its database, and whether a worker is alive. */
export async function GET(): Promise<Response> {
  try {
    const [worker] = await web().db.$queryRaw<{ alive: boolean }[]>`
      SELECT coalesce(max(heartbeat_at) > now() - make_interval(secs => ${SILENT_AFTER_S}), false) AS alive
      FROM key_rotation.worker`;
    const alive = worker?.alive ?? false;
    const checks = { database: "healthy", worker: alive ? "healthy" : "silent" };
    return Response.json({ status: alive ? "healthy" : "degraded", checks }, { status: alive ? 200 : 503 });
  } catch {
    return Response.json(
      { status: "unavailable", checks: { database: "unreachable", worker: "unknown" } },
      { status: 503 },
    );
  }
}
