import type { Database } from "#lib/db/client.ts";
import { findSignsOfLife } from "#lib/views/signs-of-life.ts";

const word = ({ silent }: { silent: boolean }) => (silent ? "silent" : "healthy");

/** 200 while everything is there; 503 with the part that is silent, and nothing about why. */
export async function healthResponse(db: Database): Promise<Response> {
  try {
    const { worker, scheduler } = await findSignsOfLife(db);
    const healthy = !worker.silent && !scheduler.silent;
    const checks = { database: "healthy", worker: word(worker), scheduler: word(scheduler) };
    return Response.json(
      { status: healthy ? "healthy" : "degraded", checks },
      { status: healthy ? 200 : 503 },
    );
  } catch {
    return Response.json(
      {
        status: "unavailable",
        checks: { database: "unreachable", worker: "unknown", scheduler: "unknown" },
      },
      { status: 503 },
    );
  }
}
