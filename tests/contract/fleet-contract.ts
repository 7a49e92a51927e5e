import { DescribeTaskDefinitionCommand, ECSClient } from "@aws-sdk/client-ecs";
import { expect, test } from "vitest";
import { createFleet } from "#lib/adapters/aws-ecs/fleet.ts";
import type { Account } from "./aws-world.ts";

const [V1, V2, CURRENT] = ["ENCRYPTION_KEY_V1", "ENCRYPTION_KEY_V2", "ENCRYPTION_CURRENT_VERSION"] as const;

const fleetOf = (account: Account, changes: { cluster?: string; service?: string } = {}) => {
  const { connection, cluster, service, secretId } = account();
  return createFleet({ ...connection, cluster, service, secretId, ...changes });
};

async function definition(account: Account, id: string) {
  const client = new ECSClient(account().connection);
  return (await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: id }))).taskDefinition ?? {};
}

async function inUse(account: Account): Promise<string> {
  return (await fleetOf(account).observe()).deployments[0]?.taskDefinition ?? "";
}

/**
 * What Keyturn relies on in ECS services. moto's services start and replace no tasks, name the first task definition in
 * every deployment, and turn no pages of tasks: the sandbox's own tests see to roll-outs.
 */
export function fleetContract(account: Account): void {
  test("the service is observed with its deployment and its tasks, each with what it is given", async () => {
    const { desired, deployments, tasks } = await fleetOf(account).observe();
    expect(desired).toBe(1);
    expect(deployments[0]?.taskDefinition).toMatch(/:task-definition\/[\w-]+:\d+$/);
    const [task] = tasks.filter((one) => one.taskDefinition === deployments[0]?.taskDefinition);
    expect(task).toMatchObject({
      injects: [V1, CURRENT],
      references: [V1, CURRENT],
      desiredStatus: "RUNNING",
    });
  });

  test("an entry is added by one new revision that is otherwise the same, and found again", async () => {
    const before = await definition(account, await inUse(account));
    const arn = await fleetOf(account).ensureInjects(V2, V1);
    expect(await fleetOf(account).ensureInjects(V2, V1)).toBe(arn);
    const after = await definition(account, arn);
    expect(after.family).toBe(before.family);
    const [was, is] = [before.containerDefinitions?.[0], after.containerDefinitions?.[0]];
    expect(is?.secrets?.map(({ name }) => name)).toEqual([V1, CURRENT, V2]);
    expect({ ...is, secrets: [] }).toEqual({ ...was, secrets: [] });
  });

  test("an entry is taken away by a revision that names it nowhere", async () => {
    const arn = await fleetOf(account).ensureOmits(V1);
    expect(await fleetOf(account).ensureOmits(V1)).toBe(arn);
    const [container] = (await definition(account, arn)).containerDefinitions ?? [];
    expect(container?.secrets?.map(({ name }) => name)).toEqual([CURRENT]);
  });

  test("a deployment is started once for one instant", async () => {
    const taskDefinition = await inUse(account);
    const notBefore = new Date(Math.floor(Date.now() / 1000) * 1000);
    const id = await fleetOf(account).deploy({ taskDefinition, notBefore });
    expect(await fleetOf(account).deploy({ taskDefinition, notBefore })).toBe(id);
    const later = { taskDefinition, notBefore: new Date(Date.now() + 60_000) };
    expect(await fleetOf(account).deploy(later)).not.toBe(id);
  });

  test.each([{ service: "no-such-service" }, { cluster: "no-such-cluster" }])(
    "%j is not found, and the setting is named",
    async (changes) => {
      const missing = fleetOf(account, changes).observe();
      await expect(missing).rejects.toMatchObject({ code: "not-found" });
      await expect(missing).rejects.toThrow(/ECS_(SERVICE|CLUSTER)/);
    },
  );
}
