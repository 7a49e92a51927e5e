import {
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  type Tag,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import type { EcsConnection } from "./ecs-connection.ts";

export interface DescribedDefinition {
  definition: TaskDefinition;
  tags: Tag[];
}

/** By ARN, or by family for its newest revision. */
export async function describeDefinition(
  { reader, attempt, demand }: EcsConnection,
  id: string,
): Promise<DescribedDefinition> {
  const action = "DescribeTaskDefinition";
  const command = new DescribeTaskDefinitionCommand({ taskDefinition: id, include: ["TAGS"] });
  const { taskDefinition, tags = [] } = await attempt(action, () => reader.send(command));
  return { definition: demand(taskDefinition, action), tags };
}

/** Registers the next revision of the family; returns its ARN. */
export async function registerRevision(
  { writer, attempt, demand }: EcsConnection,
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
  return demand(taskDefinition?.taskDefinitionArn, "RegisterTaskDefinition");
}
