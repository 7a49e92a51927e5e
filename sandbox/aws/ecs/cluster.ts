import { ApiError } from "../api-error.ts";
import type { StateFile } from "../state-file.ts";
import { clusterArn, type Place, serviceArn, taskArn } from "./describe.ts";
import type { Service } from "./service.ts";
import type { Task } from "./task.ts";
import type { TaskDefinition } from "./task-definition.ts";
import type { TaskDefinitions } from "./task-definitions.ts";
import type { TaskLauncher } from "./task-launcher.ts";

/** What the ECS actions work on: one cluster with one service. */
export interface Cluster {
  place: Place;
  definitions: TaskDefinitions;
  launcher: TaskLauncher;
  service: Service;
  file: StateFile;
}

/** ECS answers with an error when the named cluster does not exist; no name means the cluster `default`. */
export function requireCluster({ place }: Cluster, id: string | undefined): void {
  if (id !== place.cluster && id !== clusterArn(place)) {
    throw new ApiError("ClusterNotFoundException", "Cluster not found.");
  }
}

export const isService = ({ place, service }: Cluster, id: string): boolean =>
  id === service.name || id === serviceArn(place, service.name);

export function requireService(cluster: Cluster, id: string): Service {
  if (!isService(cluster, id)) throw new ApiError("ServiceNotFoundException", "Service not found.");
  return cluster.service;
}

export function findTask({ launcher, place }: Cluster, id: string): Task | undefined {
  return launcher.list().find((task) => id === task.id || id === taskArn(place, task));
}

/** Starts a deployment and remembers its task definition for the next start of the sandbox. */
export function deploy({ service, file }: Cluster, definition: TaskDefinition): void {
  file.state.serviceTaskDefinition = definition.taskDefinitionArn;
  file.save();
  service.deploy(definition);
}
