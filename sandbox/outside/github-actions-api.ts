import { z } from "zod";
import { type Handler, json, type OutsideRequest, parseBody } from "./exchange.ts";

export interface StoredRun {
  id: number;
  title: string;
  status: "queued" | "in_progress" | "completed";
  conclusion: "success" | "failure" | null;
  createdAt: string;
}

/** The repository's deployment workflow. Whoever sets `deploy` makes it deploy something. */
export interface Actions {
  workflow: string;
  runs: StoredRun[];
  /** How long a run is missing from the list after its order. */
  showAfterMs: number;
  deploy: (taskDefinition: string) => Promise<void>;
}

const Dispatch = z.strictObject({
  ref: z.string().min(1),
  inputs: z.strictObject({ token: z.string(), task_definition: z.string() }),
});

/** Answers at once, as GitHub does, and runs by itself. */
function dispatch(actions: Actions, request: OutsideRequest) {
  const parsed = Dispatch.safeParse(parseBody(request));
  if (!parsed.success) return json(422, { message: "Unexpected inputs provided" });
  const { token, task_definition: taskDefinition } = parsed.data.inputs;
  const run: StoredRun = {
    id: actions.runs.length + 1,
    title: `Deploy ${token}`,
    status: "in_progress",
    conclusion: null,
    createdAt: new Date().toISOString(),
  };
  actions.runs.push(run);
  void actions.deploy(taskDefinition).then(
    () => Object.assign(run, { status: "completed", conclusion: "success" }),
    () => Object.assign(run, { status: "completed", conclusion: "failure" }),
  );
  return { status: 204, body: { text: "" } };
}

/** One workflow of the repository and its runs, newest first. `root`: `/repos/owner/name`. */
export function githubActionsApi(
  actions: Actions,
  { root, webUrl }: { root: string; webUrl: string },
): Handler {
  const path = `${root}/actions/workflows/${actions.workflow}`;
  return (request) => {
    const what = `${request.method} ${request.path}`;
    if (what === `GET ${path}`) return json(200, { id: 1, name: "Deploy", state: "active" });
    if (what === `POST ${path}/dispatches`) return dispatch(actions, request);
    if (what !== `GET ${path}/runs`) return null;
    const shown = actions.runs.filter(
      ({ createdAt }) => Date.parse(createdAt) + actions.showAfterMs <= Date.now(),
    );
    const runs = shown.toReversed().map(({ id, title, status, conclusion, createdAt }) => ({
      id,
      display_title: title,
      status,
      conclusion,
      created_at: createdAt,
      html_url: `${webUrl}/actions/runs/${id}`,
    }));
    return json(200, { total_count: runs.length, workflow_runs: runs });
  };
}
