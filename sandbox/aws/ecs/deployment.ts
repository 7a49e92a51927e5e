import { randomInt } from "node:crypto";
import type { TaskDefinition } from "./task-definition.ts";

/** One roll-out of a service. The newest is PRIMARY; older ones stay ACTIVE until their last task is gone. */
export interface Deployment {
  id: string;
  status: "PRIMARY" | "ACTIVE";
  definition: TaskDefinition;
  /** Epoch seconds. */
  createdAt: number;
  updatedAt: number;
  rolloutState: "IN_PROGRESS" | "COMPLETED" | "FAILED";
  rolloutStateReason: string;
  /** Tasks that ended before the deployment was complete. */
  failedTasks: number;
}

export function newDeployment(definition: TaskDefinition): Deployment {
  const at = Date.now() / 1000;
  const digits = Array.from({ length: 19 }, () => randomInt(10)).join("");
  const id = `ecs-svc/${digits}`;
  return {
    id,
    status: "PRIMARY",
    definition,
    createdAt: at,
    updatedAt: at,
    rolloutState: "IN_PROGRESS",
    rolloutStateReason: `ECS deployment ${id} in progress.`,
    failedTasks: 0,
  };
}

export function finish(deployment: Deployment, state: "COMPLETED" | "FAILED", reason: string): void {
  deployment.rolloutState = state;
  deployment.rolloutStateReason = reason;
  deployment.updatedAt = Date.now() / 1000;
}
