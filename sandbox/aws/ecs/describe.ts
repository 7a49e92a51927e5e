import type { Deployment } from "./deployment.ts";
import type { Service } from "./service.ts";
import type { Task } from "./task.ts";

export interface Place {
  region: string;
  account: string;
  cluster: string;
}

const arn = (place: Place, kind: string, rest: string) =>
  `arn:aws:ecs:${place.region}:${place.account}:${kind}/${rest}`;

export const clusterArn = (place: Place) => arn(place, "cluster", place.cluster);
export const serviceArn = (place: Place, name: string) => arn(place, "service", `${place.cluster}/${name}`);
export const taskArn = (place: Place, task: Task) => arn(place, "task", `${place.cluster}/${task.id}`);

function describeContainer(place: Place, task: Task): object {
  const container = task.origin.definition.containerDefinitions[0];
  const containerPort = container?.portMappings?.[0]?.containerPort ?? task.port;
  return {
    containerArn: arn(place, "container", `${place.cluster}/${task.id}/0`),
    taskArn: taskArn(place, task),
    name: container?.name,
    image: container?.image,
    lastStatus:
      task.lastStatus === "DEACTIVATING" || task.lastStatus === "STOPPING" ? "RUNNING" : task.lastStatus,
    healthStatus: "UNKNOWN",
    networkBindings:
      task.startedAt === undefined
        ? []
        : [{ bindIP: "127.0.0.1", containerPort, hostPort: task.port, protocol: "tcp" }],
    networkInterfaces: [],
    exitCode: task.exitCode,
  };
}

function describeInterface(task: Task, subnet: string): object {
  const isGone = task.lastStatus === "STOPPED";
  return {
    id: `${task.id}-0`,
    type: "ElasticNetworkInterface",
    status: isGone ? "DELETED" : "ATTACHED",
    details: [{ name: "subnetId", value: subnet }],
  };
}

export function describeTask(place: Place, task: Task): object {
  const { subnet } = task.origin;
  return {
    taskArn: taskArn(place, task),
    clusterArn: clusterArn(place),
    taskDefinitionArn: task.origin.definition.taskDefinitionArn,
    group: task.origin.group,
    startedBy: task.origin.startedBy,
    launchType: "FARGATE",
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    healthStatus: "UNKNOWN",
    createdAt: task.createdAt,
    startedAt: task.startedAt,
    stoppingAt: task.stoppingAt,
    stoppedAt: task.stoppedAt,
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    containers: [describeContainer(place, task)],
    attachments: subnet === undefined ? [] : [describeInterface(task, subnet)],
  };
}

const isRunning = (task: Task) => task.lastStatus === "RUNNING";
const isPending = (task: Task) => task.lastStatus === "PENDING" && task.desiredStatus === "RUNNING";

function describeDeployment(deployment: Deployment, service: Service): object {
  const { definition, ...rest } = deployment;
  const tasks = service.tasks().filter((task) => task.origin.startedBy === deployment.id);
  return {
    ...rest,
    taskDefinition: definition.taskDefinitionArn,
    desiredCount: deployment.status === "PRIMARY" ? service.desiredCount : tasks.filter(isRunning).length,
    runningCount: tasks.filter(isRunning).length,
    pendingCount: tasks.filter(isPending).length,
    launchType: "FARGATE",
  };
}

export function describeService(place: Place, service: Service): object {
  const tasks = service.tasks();
  return {
    serviceArn: serviceArn(place, service.name),
    serviceName: service.name,
    clusterArn: clusterArn(place),
    status: "ACTIVE",
    desiredCount: service.desiredCount,
    runningCount: tasks.filter(isRunning).length,
    pendingCount: tasks.filter(isPending).length,
    launchType: "FARGATE",
    taskDefinition: service.deployments[0]?.definition.taskDefinitionArn,
    deployments: service.deployments.map((deployment) => describeDeployment(deployment, service)),
    schedulingStrategy: "REPLICA",
    deploymentController: { type: "ECS" },
  };
}
