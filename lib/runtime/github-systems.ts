import { createCodeHost } from "#lib/adapters/github/code-host.ts";
import { gitHubIntegration } from "#lib/adapters/github/integration.ts";
import { createWorkflowFleet } from "#lib/adapters/github/workflow-fleet.ts";
import { connectWorkflow } from "#lib/adapters/github/workflow-runs.ts";
import type { WorkerEnv } from "#lib/env.ts";
import type { IntegrationJournal } from "#lib/jobs/integration-journal.ts";
import type { Fleet } from "#lib/ports/fleet.ts";
import { observed } from "./observed.ts";

/** The issue of a rotation, which no step waits for, and the fleet: deployed by a workflow where one is configured. */
export function connectGitHub(env: WorkerEnv, journal: IntegrationJournal, fleet: Fleet) {
  const repository = {
    apiUrl: env.GITHUB_API_URL,
    repository: env.GITHUB_REPOSITORY,
    token: env.GITHUB_TOKEN,
  };
  const { GITHUB_DEPLOY_WORKFLOW: name, GITHUB_DEPLOY_REF: ref } = env;
  const codeHost = createCodeHost(repository);
  const workflow = name ? connectWorkflow({ ...repository, workflow: name, ref }) : null;
  const note = journal.of("github");
  return {
    codeHost: observed(codeHost, note),
    fleet: workflow ? createWorkflowFleet(fleet, observed(workflow, note)) : fleet,
    integrations: [gitHubIntegration(repository, codeHost, workflow)],
  };
}
