import { z } from "zod";
import { PortError } from "#lib/ports/port-error.ts";
import { callGitHub, type GitHubConfig } from "./github-client.ts";
import { workflowRefusal } from "./workflow-refusal.ts";

export interface WorkflowConfig extends GitHubConfig {
  /** File name of a workflow with `workflow_dispatch`, such as `deploy.yml`. */
  workflow: string;
  /** Branch or tag that it runs on. */
  ref: string;
}

const Run = z.object({
  id: z.int(),
  html_url: z.url({ protocol: /^https?$/ }),
  status: z.string(),
  conclusion: z.string().nullable(),
  display_title: z.string(),
});
export type WorkflowRun = z.output<typeof Run>;

const pathOf = ({ workflow }: WorkflowConfig) => `/actions/workflows/${encodeURIComponent(workflow)}`;

/** The workflow that deploys, as GitHub has it. Errors are `PortError`s. */
export function connectWorkflow(config: WorkflowConfig) {
  return {
    name: config.workflow,
    findRun: (token: string, since: Date) => findRun(config, token, since),
    dispatch: (inputs: Record<string, string>) => dispatchWorkflow(config, inputs),
    demandEnabled: () => demandEnabled(config),
  };
}
export type Workflow = ReturnType<typeof connectWorkflow>;

/** The newest run since then whose title carries the token; the workflow's `run-name` puts its input there. */
async function findRun(config: WorkflowConfig, token: string, since: Date): Promise<WorkflowRun | null> {
  const created = `>=${since.toISOString().slice(0, 10)}`;
  const { workflow_runs: runs } = await callGitHub(config, {
    method: "GET",
    path: `${pathOf(config)}/runs`,
    query: { event: "workflow_dispatch", created, per_page: "100" },
    answer: z.object({ workflow_runs: z.array(Run) }),
    refusal: (status) => workflowRefusal(status, config),
  });
  return runs.find(({ display_title: title }) => title.includes(token)) ?? null;
}

async function dispatchWorkflow(config: WorkflowConfig, inputs: Record<string, string>): Promise<void> {
  const body = { ref: config.ref, inputs };
  await callGitHub(config, {
    method: "POST",
    path: `${pathOf(config)}/dispatches`,
    body,
    answer: z.unknown(),
    refusal: (status) => workflowRefusal(status, config),
  });
}

async function demandEnabled(config: WorkflowConfig): Promise<void> {
  const { state } = await callGitHub(config, {
    method: "GET",
    path: pathOf(config),
    answer: z.object({ state: z.string() }),
    refusal: (status) => workflowRefusal(status, config),
  });
  if (state === "active") return;
  const message = `The workflow ${config.workflow} is switched off: enable it under Actions of ${config.repository}.`;
  throw new PortError("invalid", message);
}

export const isOver = ({ status }: WorkflowRun) => status === "completed";
export const hasFailed = (run: WorkflowRun) => isOver(run) && run.conclusion !== "success";
