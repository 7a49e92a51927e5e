import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { findStep, phasesInOrder } from "#lib/domain/rotation/procedure.ts";
import { listOutages } from "#lib/views/integrations.ts";
import type { PhaseRun } from "#prisma/generated/client.ts";
import { rollService } from "#sandbox/roll-service.ts";
import { liveOnce, type MortalWorld, openMortalWorld, work } from "#tests/mortal-world.ts";
import { breakDown, mend } from "#tests/outages.ts";
import { start } from "#tests/worker-world.ts";
import { registerIntegrations } from "./register-integrations.ts";

vi.setConfig({ testTimeout: 300_000 });

const TIMES_FASTER = 100_000;
const names = phasesInOrder()
  .map(({ step, phase }) => `${step.id}/${phase.id}`)
  .filter((name) => !name.startsWith("destroy-old-key/"));

/** The first phase of each step that deploys. */
const DEPLOYING = ["deploy/readers-first", "retire-old-key/retire"];

let company: MortalWorld;
/** What the page of the step showed while GitHub was down, and what had become of the phase. */
const seen: { name: string; status: string; outages: string[] }[] = [];
beforeAll(async () => {
  company = await openMortalWorld({
    timeCompression: TIMES_FASTER,
    more: () => ({ GITHUB_DEPLOY_WORKFLOW: "deploy.yml", GITHUB_DEPLOY_REF: "main" }),
  });
  const { outside, env } = company.it;
  outside.outside.actions.deploy = (taskDefinition) => rollService(env.aws.url, taskDefinition);
  await registerIntegrations(company.worker.db, company.worker.integrations);
  for (const name of names) {
    const run = await company.begin(name);
    if (DEPLOYING.includes(name)) await performWithoutGitHub(name, run);
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

async function performWithoutGitHub(name: string, run: PhaseRun): Promise<void> {
  const { db } = company.it.world.web;
  breakDown(company.it, "github", "error");
  await work(company.worker, run);
  mend(company.it);
  const failed = await db.phaseRun.findUniqueOrThrow({ where: { id: run.id } });
  const outages = await vi.waitFor(async () => {
    const shown = await listOutages(db, findStep(run.stepId)?.systems);
    expect(shown).not.toEqual([]);
    return shown.map(({ id }) => id);
  });
  seen.push({ name, status: failed.status, outages });
  await start(company.it, failed);
}

test("while GitHub is down a deployment fails, and the page of its step says that it is GitHub, and not ECS", async () => {
  const outages = ["github"];
  expect(seen).toEqual(DEPLOYING.map((name) => ({ name, status: "failed", outages })));
  const { db } = company.it.world.web;
  expect(await listOutages(db)).toEqual([]);
  const ecs = await db.integration.findUniqueOrThrow({ where: { id: "aws-ecs" } });
  expect(ecs.workingSince).not.toBeNull();
});

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
