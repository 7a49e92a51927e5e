import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createFleet } from "#lib/adapters/aws-ecs/fleet.ts";
import type { Fleet } from "#lib/ports/fleet.ts";
import { startForTest, type TestAws } from "#sandbox/aws/start-for-test.ts";
import { json } from "#sandbox/outside/exchange.ts";
import { startOutsideForTest, type TestOutside } from "#sandbox/outside/start-outside-for-test.ts";
import { rollService } from "#sandbox/roll-service.ts";
import { createWorkflowFleet } from "./workflow-fleet.ts";
import { connectWorkflow } from "./workflow-runs.ts";

let aws: TestAws;
let github: TestOutside;
let ecs: Fleet;
let definition: string;
beforeAll(async () => {
  aws = await startForTest({ desiredCount: 1 });
  github = await startOutsideForTest();
  await aws.aws.startService();
  ecs = createFleet({
    ...aws.connection,
    cluster: "restartix-prod",
    service: "restartix-core-api",
    secretId: "restartix-prod/env",
  });
  definition = (await ecs.observe()).deployments[0]?.taskDefinition ?? "";
}, 120_000);
afterAll(async () => {
  await github[Symbol.asyncDispose]();
  await aws[Symbol.asyncDispose]();
});
beforeEach(() => {
  const { actions } = github.outside;
  actions.runs.length = 0;
  actions.showAfterMs = 0;
  // The platform's workflow, as far as it matters here: it tells ECS to deploy what it was given.
  actions.deploy = (taskDefinition) => rollService(aws.aws.url, taskDefinition);
});
afterEach(() => github.outside.interruptions.clear());

const workflow = (name = "deploy.yml") =>
  connectWorkflow({
    apiUrl: github.outside.githubApiUrl,
    repository: github.options.repository,
    token: github.options.githubToken,
    workflow: name,
    ref: "main",
  });
const fleet = (pace = {}, name?: string) =>
  createWorkflowFleet(ecs, workflow(name), { pollMs: 20, settleMs: 0, patienceMs: 2_000, ...pace });
const next = () => ({ taskDefinition: definition, notBefore: new Date() });
const runs = () => github.outside.actions.runs;

test("the workflow is dispatched, followed to its end, and rolls the service; its run is linked", async () => {
  const deployment = next();
  const id = await fleet().deploy(deployment);
  const { deployments } = await ecs.observe();
  expect(deployments.find((one) => one.id === id)?.createdAt.getTime()).toBeGreaterThanOrEqual(
    deployment.notBefore.getTime(),
  );
  expect(runs()).toMatchObject([{ status: "completed", conclusion: "success" }]);
  expect(await fleet().runUrl?.(deployment)).toMatch(/\/actions\/runs\/1$/);
});

test("one deployment is dispatched once, however often it is asked for, and another one anew", async () => {
  const deployment = next();
  await fleet().deploy(deployment);
  await fleet().deploy(deployment);
  expect(runs()).toHaveLength(1);
  await fleet().deploy(next());
  expect(runs()).toHaveLength(2);
});

test("a run whose order was answered to nobody is found by its token and not dispatched again", async () => {
  const deployment = next();
  github.outside.interruptions.add("/dispatches", { kind: "lose-answer" });
  await expect(fleet().deploy(deployment)).rejects.toMatchObject({ code: "unavailable" });
  await fleet().deploy(deployment);
  expect(runs()).toHaveLength(1);
});

test("a run that its dead orderer never saw, for GitHub shows it late, is found and not dispatched again", async () => {
  const deployment = next();
  github.outside.actions.showAfterMs = 300;
  await expect(fleet({ patienceMs: 0 }).deploy(deployment)).rejects.toMatchObject({ code: "not-found" });
  await fleet({ settleMs: 2_000 }).deploy(deployment);
  expect(runs()).toHaveLength(1);
});

test("a run that failed says where to look, and is dispatched again when somebody tries again", async () => {
  const deployment = next();
  const works = github.outside.actions.deploy;
  github.outside.actions.deploy = () => Promise.reject(new Error("The build is broken."));
  const failed = fleet().deploy(deployment);
  await expect(failed).rejects.toMatchObject({ code: "invalid" });
  await expect(failed).rejects.toThrow(/ended with “failure”.*\/actions\/runs\/1/);
  github.outside.actions.deploy = works;
  await fleet().deploy(deployment);
  expect(runs().map(({ conclusion }) => conclusion)).toEqual(["failure", "success"]);
});

test.each([
  ["an error", { kind: "answer", answer: json(502, {}) }],
  ["a cut", { kind: "cut" }],
  ["rubbish", { kind: "answer", answer: { status: 200, body: { text: "<html>" } } }],
  [
    "a limit",
    { kind: "answer", answer: { status: 429, headers: { "retry-after": "1" }, body: { json: {} } } },
  ],
] as const)("a run is followed through %s of GitHub that passes, and linked", async (_, how) => {
  const works = github.outside.actions.deploy;
  github.outside.actions.deploy = async (taskDefinition) => {
    github.outside.interruptions.add("/runs", how, 2);
    await works(taskDefinition);
  };
  const [deployment, patient] = [next(), fleet({ patienceMs: 5_000 })];
  await patient.deploy(deployment);
  expect(runs()).toMatchObject([{ conclusion: "success" }]);
  github.outside.interruptions.add("/runs", how);
  expect(await patient.runUrl?.(deployment)).toMatch(/\/actions\/runs\/1$/);
});

test("an outage that lasts until the deadline is GitHub's, and a limit beyond it is not waited for", async () => {
  github.outside.actions.deploy = () => {
    github.outside.interruptions.add("/runs", { kind: "cut" }, Number.POSITIVE_INFINITY);
    return new Promise(() => undefined);
  };
  const cut = fleet({ patienceMs: 100 }).deploy(next());
  await expect(cut).rejects.toMatchObject({ code: "unavailable" });
  github.outside.interruptions.clear();
  const answer = { status: 429, headers: { "retry-after": "600" }, body: { json: {} } };
  github.outside.interruptions.add("/runs", { kind: "answer", answer });
  await expect(fleet().deploy(next())).rejects.toMatchObject({ retryAfterMs: 600_000 });
});

test("a workflow that ends well without deploying is no deployment", async () => {
  github.outside.actions.deploy = () => Promise.resolve();
  const nothing = fleet({ patienceMs: 100 }).deploy(next());
  await expect(nothing).rejects.toMatchObject({ code: "conflict" });
});

test.each([
  [401, "access-denied", /GITHUB_TOKEN/],
  [403, "access-denied", /Actions: write on restartix\/platform/],
  [404, "not-found", /deploy\.yml.*GITHUB_DEPLOY_WORKFLOW.*GITHUB_REPOSITORY/],
  [422, "invalid", /GITHUB_DEPLOY_REF.*workflow_dispatch.*inputs token and task_definition/],
  [429, "throttled", /limits the rate/],
  [502, "unavailable", /Try again/],
])("an order that GitHub refuses with %i says what to change", async (status, code, words) => {
  const answer = json(status, { message: "do-not-print" });
  github.outside.interruptions.add("/dispatches", { kind: "answer", answer });
  const refused = fleet().deploy(next());
  await expect(refused).rejects.toMatchObject({ code });
  await expect(refused).rejects.toThrow(words);
  await expect(refused).rejects.not.toThrow(/do-not-print|issue/);
  expect(runs()).toEqual([]);
});

test("a workflow that does not exist, or does not run to its end, is named", async () => {
  const gone = fleet({}, "gone.yml").deploy(next());
  await expect(gone).rejects.toMatchObject({ code: "not-found" });
  await expect(gone).rejects.toThrow(/gone\.yml.*GITHUB_DEPLOY_WORKFLOW/);
  github.outside.actions.deploy = () => new Promise(() => undefined);
  const endless = fleet({ followMs: 100 }).deploy(next());
  await expect(endless).rejects.toThrow(/not ended yet: .*\/actions\/runs\/1/);
});
