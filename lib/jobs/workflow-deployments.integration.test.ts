import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { phasesInOrder } from "#lib/domain/rotation/procedure.ts";
import { rollService } from "#sandbox/roll-service.ts";
import { liveOnce, type MortalWorld, openMortalWorld, work } from "#tests/mortal-world.ts";

vi.setConfig({ testTimeout: 300_000 });

const TIMES_FASTER = 100_000;
const names = phasesInOrder()
  .map(({ step, phase }) => `${step.id}/${phase.id}`)
  .filter((name) => !name.startsWith("destroy-old-key/"));

let company: MortalWorld;
beforeAll(async () => {
  company = await openMortalWorld({
    timeCompression: TIMES_FASTER,
    more: () => ({ GITHUB_DEPLOY_WORKFLOW: "deploy.yml", GITHUB_DEPLOY_REF: "main" }),
  });
  const { outside, env } = company.it;
  outside.outside.actions.deploy = (taskDefinition) => rollService(env.aws.url, taskDefinition);
  for (const name of names) {
    const run = await company.begin(name);
    // Each deployment's first worker dies when the order is given and the tasks are being replaced.
    await liveOnce(company, run, ({ when, call }) => when === "after" && call === "fleet.deploy");
    await work(company.worker, run);
    const { status, problem } = await company.it.world.web.db.phaseRun.findUniqueOrThrow({
      where: { id: run.id },
    });
    expect([name, status, problem]).toEqual([name, "completed", null]);
  }
}, 600_000);
afterAll(() => company[Symbol.asyncDispose]());

test("every deployment of a rotation is one run of the repository's workflow, also when its worker dies meanwhile", () => {
  const { runs } = company.it.outside.outside.actions;
  expect(runs.map(({ conclusion }) => conclusion)).toEqual(["success", "success", "success", "success"]);
  expect(new Set(runs.map(({ title }) => title)).size).toBe(4);
});

test("the console tells ECS to deploy nothing itself", () => {
  const told = company.it.proxy.forwarded.filter(({ action }) => action === "UpdateService");
  expect(told).toEqual([]);
});

test("the evidence of each deployment links the run that made it", async () => {
  const evidence = await company.it.world.web.db.evidence.findMany({
    where: { phaseRun: { stepId: { in: ["deploy", "retire-old-key"] } } },
  });
  expect(evidence).toHaveLength(3);
  for (const { data } of evidence)
    expect(data).toMatchObject({ runUrl: expect.stringMatching(/\/actions\/runs\/\d$/) as unknown });
});
