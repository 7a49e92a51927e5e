import type { FleetObservation, FleetTask, TaskHealth } from "../../ports/fleet.ts";

export interface PlatformHealth {
  /** Null: nothing that was heard proves either. */
  healthy: boolean | null;
  message: string;
}

const isServing = ({ lastStatus, desiredStatus }: FleetTask) =>
  lastStatus === "RUNNING" && desiredStatus === "RUNNING";

/**
 * What the platform's tasks say of their encryption. While tasks are being replaced, one that does not answer may only be
 * coming or going: that is unknown, unless none is left that works.
 */
export function judgePlatform(
  { desired, deployments, tasks }: FleetObservation,
  healths: ReadonlyMap<string, TaskHealth>,
): PlatformHealth {
  const serving = tasks.filter(isServing);
  const well = serving.flatMap(({ id }) => {
    const health = healths.get(id);
    return health?.ok ? [health] : [];
  });
  const versions = [...new Set(well.map(({ keyVersion }) => `V${keyVersion}`))].toSorted();
  const writing = versions.length === 0 ? "" : `, writing with ${versions.join(" and ")}`;
  const rolling = deployments.length > 1 || deployments[0]?.rolloutState === "IN_PROGRESS";
  const meanwhile = rolling ? ", while a deployment replaces them" : "";
  const message = `${well.length} of ${serving.length} tasks healthy${writing}${meanwhile}`;
  if (well.length > 0 && well.length === serving.length && well.length >= desired)
    return { healthy: true, message };
  return { healthy: rolling && well.length > 0 ? null : false, message };
}
