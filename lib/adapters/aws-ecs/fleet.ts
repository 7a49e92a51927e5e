import { setTimeout as delay } from "node:timers/promises";
import type { Fleet } from "#lib/ports/fleet.ts";
import { deploy } from "./deploy.ts";
import { connect, type FleetConfig } from "./ecs-connection.ts";
import { ensureInjects } from "./ensure-injects.ts";
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
    deploy: (deployment) => deploy(connection, deployment),
    now: () => Date.now(),
    pause: async (ms, signal) => {
      await delay(ms, undefined, { signal });
    },
  };
}
