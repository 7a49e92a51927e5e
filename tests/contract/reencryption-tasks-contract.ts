import { randomUUID } from "node:crypto";
import { ECSClient, RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { expect, test, vi } from "vitest";
import { createReencryptionTasks } from "#lib/adapters/aws-ecs/reencryption-tasks.ts";
import type { TasksConfig } from "#lib/adapters/aws-ecs/tasks-connection.ts";
import type { Account } from "./aws-world.ts";

const UNTIL_TOLD = [process.execPath, "-e", "setInterval(() => {}, 1000)"];
const SOON = { timeout: 30_000, interval: 100 };

async function newFamily(account: Account, changes: Partial<TasksConfig> = {}) {
  const { connection, cluster, image, subnets, securityGroups } = account();
  const family = `contract-${randomUUID()}`;
  const register = async () => {
    const command = new RegisterTaskDefinitionCommand({
      family,
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      cpu: "256",
      memory: "512",
      containerDefinitions: [{ name: "reencrypt", image, essential: true, memory: 512 }],
    });
    const { taskDefinition } = await new ECSClient(connection).send(command);
    return taskDefinition?.taskDefinitionArn ?? "";
  };
  const definition = await register();
  const where = { cluster, subnets, securityGroups, assignPublicIp: false };
  const what = { family, container: "reencrypt", launchType: "FARGATE" } as const;
  const tasks = createReencryptionTasks({ ...connection, ...where, ...what, ...changes });
  return { tasks, definition, register, run: { token: randomUUID(), definition, command: UNTIL_TOLD } };
}

/** What Keyturn relies on in tasks that run once. moto knows no client tokens and gives no stop code: neither is asked for here. */
export function reencryptionTasksContract(account: Account): void {
  test("the newest revision of the family is the one that is run", async () => {
    const { tasks, definition, register } = await newFamily(account);
    expect(await tasks.definition()).toBe(definition);
    const newer = await register();
    expect(newer).not.toBe(definition);
    expect(await tasks.definition()).toBe(newer);
  });

  test("a task is started in its network once per token, and found again while it runs and when it is over", async () => {
    const { tasks, run } = await newFamily(account);
    const id = await tasks.start(run);
    expect(await tasks.start(run)).toBe(id);
    expect(await tasks.look(id)).toMatchObject({ id, isOver: false, exitCode: null, ended: null });
    await tasks.stop(id, "the contract is fulfilled");
    await vi.waitFor(async () => expect(await tasks.look(id)).toMatchObject({ isOver: true }), SOON);
    expect(await tasks.start(run)).toBe(id);
    const other = await tasks.start({ ...run, token: randomUUID() });
    expect(other).not.toBe(id);
    await tasks.stop(other, "the contract is fulfilled");
  });

  test("a task that ECS does not know is none", async () => {
    const { tasks, run } = await newFamily(account);
    const id = await tasks.start(run);
    await tasks.stop(id, "the contract is fulfilled");
    expect(await tasks.look(id.replace(/[^/]+$/, "0".repeat(32)))).toBeNull();
  });

  test.each([
    ["a network that is missing", { subnets: [] }, "invalid"],
    ["a cluster that does not exist", { cluster: "no-such-cluster" }, "not-found"],
  ] as const)("%s is refused, and says what to check", async (_, changes, code) => {
    const { tasks, run } = await newFamily(account, changes);
    const refused = tasks.start(run);
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.toThrow(/check/i);
  });
}
