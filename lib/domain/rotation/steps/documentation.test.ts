import { expect, test } from "vitest";
import type { RotationFacts, StepContext } from "../../../ports/step-context.ts";
import { closeIssue } from "./documentation.ts";

function contextOf(type: RotationFacts["type"]) {
  const told: unknown[] = [];
  const rotation = {
    id: "2026-q4-v2",
    type,
    oldVersion: 1,
    newVersion: 2,
    createdAt: new Date("2026-11-26T08:00:00Z"),
    approvers: [],
  };
  const context = {
    rotation,
    evidenceOf: () => ({ columns: [] }),
    tell: async (messages: unknown[]) => {
      told.push(...messages);
      return { message: "phase 1" };
    },
  } as unknown as StepContext;
  return { context, told };
}

const input = {};
const bound = {};

test("a rotation closes the issue that asked for it", async () => {
  const { context, told } = contextOf("scheduled");
  await closeIssue.perform({ context, input, bound });
  expect(told).toMatchObject([{ system: "github", action: "close-issue" }]);
});

test("a drill leaves the issue of the real rotation open, and its plan and evidence say so", async () => {
  const { context, told } = contextOf("drill");
  const evidence = await closeIssue.perform({ context, input, bound });
  expect(told).toEqual([]);
  const { intent } = await closeIssue.plan(context);
  for (const facts of [intent, closeIssue.facts(evidence)])
    expect(facts).toMatchObject([{ label: "Issue", value: expect.stringContaining("leaves") as string }]);
});
