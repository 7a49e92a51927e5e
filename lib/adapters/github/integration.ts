import type { CodeHost } from "#lib/ports/code-host.ts";
import type { ConnectionCheck, Integration } from "#lib/ports/integration.ts";
import type { GitHubConfig } from "./github-client.ts";
import type { Workflow } from "./workflow-runs.ts";

const PURPOSE = "Carries the issue that reminds of a rotation and is closed with a summary in step 9.";
const LATER = "The issue is opened and closed later; no step waits for it.";

/** `workflow`: null when ECS is told to deploy directly. */
export function gitHubIntegration(
  { apiUrl, repository }: GitHubConfig,
  codeHost: CodeHost,
  workflow: Workflow | null,
): Integration {
  return {
    id: "github",
    name: "GitHub",
    purpose: workflow ? `Deploys the platform in steps 3 and 7 by ${workflow.name}. ${PURPOSE}` : PURPOSE,
    withoutIt: workflow ? `Steps 3 and 7 cannot deploy until it answers. ${LATER}` : LATER,
    stepsWait: workflow !== null,
    configured: true,
    target: `${workflow ? `${workflow.name} of ` : ""}${repository} at ${new URL(apiUrl).host}`,
    test: async () => [await readIssues(codeHost), ...(workflow ? [await readWorkflow(workflow)] : [])],
  };
}

async function readIssues(codeHost: CodeHost): Promise<ConnectionCheck> {
  const issue = await codeHost.findRotationIssue({ openedBefore: new Date() });
  const detail = issue ? `rotation issue #${issue.number} is open` : "no rotation issue is open";
  return { checked: "Issues of the repository can be read", detail };
}

async function readWorkflow(workflow: Workflow): Promise<ConnectionCheck> {
  await workflow.demandEnabled();
  return { checked: "The workflow that deploys can be read and is enabled", detail: workflow.name };
}
