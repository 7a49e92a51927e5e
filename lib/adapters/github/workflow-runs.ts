import { z } from "zod";
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

/** The newest run since then whose title carries the token; the workflow's `run-name` puts its input there. */
export async function findRun(
  config: WorkflowConfig,
  token: string,
  since: Date,
): Promise<WorkflowRun | null> {
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

export async function dispatchWorkflow(
  config: WorkflowConfig,
  inputs: Record<string, string>,
): Promise<void> {
  const body = { ref: config.ref, inputs };
  await callGitHub(config, {
    method: "POST",
    path: `${pathOf(config)}/dispatches`,
    body,
    answer: z.unknown(),
    refusal: (status) => workflowRefusal(status, config),
  });
}

export const isOver = ({ status }: WorkflowRun) => status === "completed";
export const hasFailed = (run: WorkflowRun) => isOver(run) && run.conclusion !== "success";
