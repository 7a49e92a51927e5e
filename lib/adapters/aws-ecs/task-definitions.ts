import {
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  type Tag,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import { PortError } from "#lib/ports/port-error.ts";
import { attempt, type EcsConnection } from "./ecs-connection.ts";

export interface DescribedDefinition {
  definition: TaskDefinition;
  tags: Tag[];
}

/** By ARN, or by family for its newest revision. */
export async function describeDefinition(
  { reader }: EcsConnection,
  id: string,
): Promise<DescribedDefinition> {
  const command = new DescribeTaskDefinitionCommand({ taskDefinition: id, include: ["TAGS"] });
  const { taskDefinition, tags = [] } = await attempt("DescribeTaskDefinition", () => reader.send(command));
  if (!taskDefinition) throw new PortError("not-found", `The task definition ${id} does not exist.`);
  return { definition: taskDefinition, tags };
}

/** Registers the next revision of the family; returns its ARN. */
export async function registerRevision(
  { writer }: EcsConnection,
  { definition, tags }: DescribedDefinition,
): Promise<string> {
  // What ECS sets itself is taken off; everything else of the revision is carried over.
  const {
    taskDefinitionArn: _arn,
    revision: _revision,
    status: _status,
    requiresAttributes: _attributes,
    compatibilities: _compatibilities,
    registeredAt: _at,
    registeredBy: _by,
    deregisteredAt: _until,
    deleteRequestedAt: _deleted,
    ...content
  } = definition;
  const command = new RegisterTaskDefinitionCommand({
    ...content,
    family: content.family,
    containerDefinitions: content.containerDefinitions,
    ...(tags.length > 0 ? { tags } : {}),
  });
  const { taskDefinition } = await attempt("RegisterTaskDefinition", () => writer.send(command));
  if (!taskDefinition?.taskDefinitionArn) {
    throw new PortError("unavailable", "ECS did not name the revision that it registered. Try again.");
  }
  return taskDefinition.taskDefinitionArn;
}
