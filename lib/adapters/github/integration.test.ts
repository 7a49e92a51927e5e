import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { json } from "#sandbox/outside/exchange.ts";
import { startOutsideForTest, type TestOutside } from "#sandbox/outside/start-outside-for-test.ts";
import { createCodeHost } from "./code-host.ts";
import { gitHubIntegration } from "./integration.ts";
import { connectWorkflow } from "./workflow-runs.ts";

let env: TestOutside;
beforeAll(async () => {
  env = await startOutsideForTest();
});
afterAll(() => env[Symbol.asyncDispose]());
afterEach(() => env.outside.interruptions.clear());

function integration(name: string | null) {
  const { repository, githubToken: token } = env.options;
  const config = { apiUrl: env.outside.githubApiUrl, repository, token };
  const workflow = name === null ? null : connectWorkflow({ ...config, workflow: name, ref: "main" });
  return gitHubIntegration(config, createCodeHost(config), workflow);
}
const issues = { checked: "Issues of the repository can be read", detail: "no rotation issue is open" };

test("without a workflow no step waits for GitHub, and its test reads the issues", async () => {
  const { stepsWait, withoutIt, purpose, test: check } = integration(null);
  expect([stepsWait, withoutIt, purpose]).toEqual([
    false,
    expect.not.stringContaining("Steps 3 and 7"),
    expect.not.stringContaining("Deploys"),
  ]);
  expect(await check()).toEqual([issues]);
});

test("with a workflow the steps that deploy wait for GitHub, and its test reads the workflow too", async () => {
  const { stepsWait, withoutIt, purpose, target, test: check } = integration("deploy.yml");
  expect([stepsWait, withoutIt, purpose, target]).toEqual([
    true,
    expect.stringContaining("Steps 3 and 7 cannot deploy"),
    expect.stringContaining("by deploy.yml"),
    expect.stringContaining("deploy.yml of restartix/platform"),
  ]);
  expect(await check()).toEqual([
    issues,
    { checked: "The workflow that deploys can be read and is enabled", detail: "deploy.yml" },
  ]);
});

test("the test fails with the setting when the workflow is not there, and with what to do when it is switched off", async () => {
  await expect(integration("gone.yml").test()).rejects.toThrow("GITHUB_DEPLOY_WORKFLOW");
  const answer = json(200, { state: "disabled_manually" });
  env.outside.interruptions.add("/workflows/deploy.yml", { kind: "answer", answer });
  await expect(integration("deploy.yml").test()).rejects.toThrow("enable it");
});
