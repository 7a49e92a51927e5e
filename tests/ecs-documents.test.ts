import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { workerEnv } from "#lib/env.ts";
import { PROJECT_ROOT } from "./source-files.ts";

const read = (file: string) => readFileSync(join(PROJECT_ROOT, file), "utf8");

const Variable = z.object({ name: z.string() });
const Definition = z.object({
  family: z.string(),
  executionRoleArn: z.string(),
  taskRoleArn: z.string(),
  containerDefinitions: z.tuple([
    z.object({
      name: z.string(),
      command: z.array(z.string()),
      environment: z.array(Variable.extend({ value: z.string() })),
      secrets: z.array(Variable),
    }),
  ]),
});

const [worker, task] = [...read("docs/ecs.md").matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = ""]) =>
  Definition.parse(JSON.parse(text)),
);

afterEach(() => vi.unstubAllEnvs());

test("a worker starts with the settings that docs/ecs.md gives it", () => {
  const [container] = worker?.containerDefinitions ?? [];
  for (const { name, value } of container?.environment ?? []) vi.stubEnv(name, value);
  for (const { name } of container?.secrets ?? []) vi.stubEnv(name, "postgres://from-a-secret");
  expect(workerEnv()).toMatchObject({
    APP_ENV: "production",
    REENCRYPT_TASK_DEFINITION: task?.family,
    REENCRYPT_CONTAINER: task?.containerDefinitions[0].name,
  });
});

test("the re-encryption task is given the secret's name and no key of it", () => {
  const { environment = [], secrets = [] } = task?.containerDefinitions[0] ?? {};
  expect([...environment, ...secrets].map(({ name }) => name).toSorted()).toEqual(
    ["APP_ENV", "AWS_REGION", "DATABASE_URL", "SECRET_ID"].toSorted(),
  );
});

test("the worker may hand over the roles that the re-encryption task has", () => {
  for (const role of [task?.executionRoleArn, task?.taskRoleArn])
    expect(read("docs/iam/worker.json")).toContain(`"${role}"`);
});

test("the image runs the Node that the project is made for, and commands that it has", () => {
  const { engines, scripts } = JSON.parse(read("package.json")) as {
    engines: { node: string };
    scripts: Record<string, string>;
  };
  const dockerfile = read("Dockerfile");
  const bases = [...dockerfile.matchAll(/^FROM node:(\d+)/gm)].map(([, major]) => `>=${major}`);
  expect(bases).toEqual([engines.node, engines.node]);
  const ran = [...dockerfile.matchAll(/npm run (?:--silent )?([\w:]+)|"run", "--silent", "([\w:]+)"/g)];
  const names = ran.map(([, inLine, inCommand]) => inLine ?? inCommand);
  expect(names).toEqual(["generate", "build", "worker"]);
  expect(names.filter((name) => !(name && name in scripts))).toEqual([]);
});
