import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
} from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startForTest, type TestAws } from "../start-for-test.ts";

vi.setConfig({ testTimeout: 60_000 });

const cluster = "restartix-prod";
const networkConfiguration = { awsvpcConfiguration: { subnets: ["subnet-0a"], securityGroups: ["sg-0a"] } };
let env: TestAws;
beforeAll(async () => {
  env = await startForTest();
  // Injects what the platform's service injects, in the container of the one-off task.
  const service = new DescribeTaskDefinitionCommand({ taskDefinition: "restartix-core-api" });
  const { secrets } = (await env.ecs.send(service)).taskDefinition?.containerDefinitions?.[0] ?? {};
  const container = { name: "reencrypt", image: "restartix-reencrypt", secrets };
  const revision = { family: "restartix-reencrypt", networkMode: "awsvpc" } as const;
  await env.ecs.send(new RegisterTaskDefinitionCommand({ ...revision, containerDefinitions: [container] }));
});
afterAll(() => env[Symbol.asyncDispose]());

async function run(script: string, environment: { name: string; value: string }[] = []): Promise<string> {
  const override = { name: "reencrypt", command: [process.execPath, "-e", script], environment };
  const started = await env.ecs.send(
    new RunTaskCommand({
      cluster,
      taskDefinition: "restartix-reencrypt",
      networkConfiguration,
      overrides: { containerOverrides: [override] },
    }),
  );
  return started.tasks?.[0]?.taskArn ?? "";
}

async function stopped(arn: string) {
  return vi.waitFor(async () => {
    const found = await env.ecs.send(new DescribeTasksCommand({ cluster, tasks: [arn] }));
    expect(found.tasks?.[0]?.lastStatus).toBe("STOPPED");
    return found.tasks?.[0];
  }, 10_000);
}

test("a one-off task runs as a process with its overrides and injected keys, and reports its exit code", async () => {
  const script = `console.log(process.env.MODE, process.env.ENCRYPTION_KEY_V1.length); process.exit(2)`;
  const arn = await run(script, [{ name: "MODE", value: "dry-run" }]);
  const task = await stopped(arn);
  expect(task).toMatchObject({ stopCode: "EssentialContainerExited", containers: [{ exitCode: 2 }] });
  const output = env.aws
    .tasks()
    .find((one) => one.arn === arn)
    ?.output.map((line) => line.text);
  expect(output).toEqual(["dry-run 64"]);
});

test("a task that is stopped gets SIGTERM and reports who stopped it", async () => {
  const arn = await run(
    `process.on("SIGTERM", () => process.exit(3)); setInterval(() => {}, 1000); console.log("up")`,
  );
  await vi.waitFor(() => {
    const task = env.aws.tasks().find((one) => one.arn === arn);
    expect(task?.output.map((line) => line.text)).toEqual(["up"]);
  }, 10_000);
  await env.ecs.send(new StopTaskCommand({ cluster, task: arn, reason: "cancelled by the operator" }));
  expect(await stopped(arn)).toMatchObject({
    stopCode: "UserInitiated",
    stoppedReason: "cancelled by the operator",
    containers: [{ exitCode: 3 }],
  });
});

test("an override for a container that the task definition does not have is refused", async () => {
  const overrides = { containerOverrides: [{ name: "other" }] };
  const refused = env.ecs.send(
    new RunTaskCommand({ cluster, taskDefinition: "restartix-reencrypt", networkConfiguration, overrides }),
  );
  await expect(refused).rejects.toMatchObject({ name: "InvalidParameterException" });
});

test("a client token starts one task, and is refused for another request", async () => {
  const request = {
    cluster,
    taskDefinition: "restartix-reencrypt",
    networkConfiguration,
    clientToken: "once-0001",
  };
  const first = await env.ecs.send(new RunTaskCommand(request));
  const again = await env.ecs.send(new RunTaskCommand(request));
  expect(again.tasks?.map((task) => task.taskArn)).toEqual(first.tasks?.map((task) => task.taskArn));
  const other = env.ecs.send(new RunTaskCommand({ ...request, startedBy: "somebody" }));
  await expect(other).rejects.toMatchObject({ name: "ConflictException" });
});

test("a task with a network of its own does not start without one", async () => {
  const refused = env.ecs.send(new RunTaskCommand({ cluster, taskDefinition: "restartix-reencrypt" }));
  await expect(refused).rejects.toMatchObject({ name: "InvalidParameterException" });
});
