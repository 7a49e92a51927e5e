import type { Database } from "#lib/db/client.ts";
import { type Duty, mayOperate } from "../domain/rotation/approvals.ts";
import { mayMoveStart } from "../domain/rotation/planned-start.ts";
import type { MovableStartView } from "../domain/rotation/record-views.ts";
import type { PhaseState } from "../domain/rotation/run-state.ts";
import type { Viewer } from "./viewer.ts";

/** The open phase from which this person may move the planned start of the rotation; null when they may not. */
export async function findMovableStart(
  db: Database,
  viewer: Viewer,
  rotationId: string,
): Promise<MovableStartView | null> {
  const rotation = await db.rotation.findUnique({
    where: { id: rotationId, status: "active" },
    include: {
      participants: { where: { actorId: viewer.id } },
      phaseRuns: {
        where: { status: { notIn: ["completed", "superseded"] } },
        include: { requests: { where: { status: "approved" } } },
      },
    },
  });
  const [run] = rotation?.phaseRuns ?? [];
  if (!rotation || !run) return null;
  const duty = (rotation.participants[0]?.duty as Duty | undefined) ?? null;
  const state = { status: run.status, approved: run.requests.length > 0 } as PhaseState;
  const { stepId, id: phaseRunId, version } = run;
  if (!mayOperate(viewer, duty).ok || !mayMoveStart({ stepId, state })) return null;
  return { phaseRunId, version, plannedStart: rotation.plannedStart.toISOString() };
}
