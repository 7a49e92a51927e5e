import type { Fleet } from "#lib/ports/fleet.ts";
import { deploy } from "./deploy.ts";
import { connect, type FleetConfig } from "./ecs-connection.ts";
import { ensureInjects } from "./ensure-injects.ts";
import { ensureOmits } from "./ensure-omits.ts";
import { type DefinitionCache, observe } from "./observe.ts";
import { taskHealth } from "./task-health.ts";

/** The platform's ECS service. */
export function createFleet(config: FleetConfig): Fleet {
  const connection = connect(config);
  const cache: DefinitionCache = new Map();
  return {
    observe: () => observe(connection, cache),
    health: taskHealth,
    ensureInjects: (entry, likeEntry) => ensureInjects(connection, entry, likeEntry),
    ensureOmits: (entry) => ensureOmits(connection, entry),
    deploy: (deployment) => deploy(connection, deployment),
  };
}
