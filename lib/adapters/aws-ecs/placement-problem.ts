import { PortError } from "#lib/ports/port-error.ts";

/** Why RunTask placed no task. The reason is matched, not repeated. */
export function placementProblem(reason: string): PortError {
  if (/^RESOURCE:|capacity/i.test(reason)) {
    const message =
      "ECS has no room for the task now. Try again later, or give it other subnets or less memory.";
    return new PortError("unavailable", message);
  }
  const message =
    "ECS placed no task. Check REENCRYPT_LAUNCH_TYPE, the cluster's capacity and what the task definition requires.";
  return new PortError("invalid", message);
}
