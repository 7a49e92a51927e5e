import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { AWS_SERVICES, adapterFiles, sentCommands } from "./aws-commands.ts";
import { PROJECT_ROOT } from "./source-files.ts";

const Statement = z.strictObject({
  Sid: z.string().regex(/^[A-Za-z0-9]+$/),
  Effect: z.enum(["Allow", "Deny"]),
  Action: z.union([z.literal("*"), z.array(z.string()).min(1)]),
  Resource: z.union([z.literal("*"), z.array(z.string()).min(1)]),
  Condition: z.record(z.string(), z.record(z.string(), z.string())).optional(),
});
const Policy = z.strictObject({ Version: z.literal("2012-10-17"), Statement: z.array(Statement).min(1) });

function statements(name: string) {
  const text = readFileSync(join(PROJECT_ROOT, "docs/iam", `${name}.json`), "utf8");
  return Policy.parse(JSON.parse(text)).Statement;
}

const BESIDE = Object.values(AWS_SERVICES).flatMap(({ prefix, beside = {} }) =>
  Object.entries(beside).map(([action, permissions]) => [`${prefix}:${action}`, permissions] as const),
);

/** What these commands need: their own actions, and what AWS checks beside them. */
function needed(commands: readonly string[]): string[] {
  const beside = BESIDE.flatMap(([action, permissions]) => (commands.includes(action) ? permissions : []));
  return [...new Set([...commands, ...beside])].toSorted();
}

describe.each([
  ["worker", adapterFiles()],
  ["task", ["bin/keyring-from-environment.ts"]],
])("the policy of the %s", (name, files) => {
  test("has a statement for every command that is sent, and none for another", () => {
    const commands = sentCommands(files);
    expect(commands.length).toBeGreaterThan(0);
    const granted = statements(name).flatMap(({ Action }) => Action);
    expect(granted.toSorted()).toEqual(needed(commands));
  });

  test("grants no pattern of actions, and names its resources", () => {
    for (const { Sid, Effect, Action, Resource, Condition } of statements(name)) {
      expect(Effect).toBe("Allow");
      for (const action of Action) expect(action).toMatch(/^[a-z]+:[A-Za-z]+$/);
      if (!Resource.includes("*")) {
        for (const arn of Resource) expect(arn).toMatch(/^arn:aws:[a-z]+:[a-z0-9-]*:\d{12}:\S+$/);
      } else expect(MAY_BE_EVERY).toContain(Sid);
      if (Action.includes("iam:PassRole")) expect(Condition).toEqual(PASSED_TO_ECS);
      if (Action.includes("kms:Decrypt")) expect(Condition?.StringEquals).toHaveProperty("kms:ViaService");
      if (Action.includes("ecs:ListTasks")) expect(Condition?.ArnEquals).toHaveProperty("ecs:cluster");
    }
  });
});

/** docs/iam/README.md says why. */
const MAY_BE_EVERY = ["ListTasksOfTheCluster", "ReadAndReviseTaskDefinitions"];
const PASSED_TO_ECS = { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } };

test("the web process is denied everything", () => {
  expect(statements("web")).toEqual([{ Sid: "NothingAtAll", Effect: "Deny", Action: "*", Resource: "*" }]);
});

test("a command is found however it is sent, and a type is none", () => {
  expect(sentCommands(["lib/adapters/aws-ecs/list-tasks.ts"])).toEqual([
    "ecs:DescribeTasks",
    "ecs:ListTasks",
  ]);
  expect(sentCommands(["bin/keyring-from-environment.ts"])).toEqual(["secretsmanager:GetSecretValue"]);
});
