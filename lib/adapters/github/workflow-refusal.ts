import { PortError } from "#lib/ports/port-error.ts";

interface Place {
  repository: string;
  workflow: string;
  ref: string;
}

/** The port's error for a status that is none of the 2xx; undefined when it is not about the workflow. */
export function workflowRefusal(status: number, { repository, workflow, ref }: Place): PortError | undefined {
  if (status === 401 || status >= 500) return undefined;
  if (status === 403) {
    const message = `GitHub denies access to the workflow ${workflow}. Grant the token Actions: write on ${repository}.`;
    return new PortError("access-denied", message);
  }
  if (status === 404 || status < 400) {
    const message = `GitHub knows no workflow ${workflow} in ${repository}, or hides it from the token: check GITHUB_DEPLOY_WORKFLOW, GITHUB_REPOSITORY and the token's access.`;
    return new PortError("not-found", message);
  }
  const message = `GitHub refuses to run ${workflow} on ${ref} (status ${status}). Check that GITHUB_DEPLOY_REF is a branch or tag, and that the workflow there has the trigger workflow_dispatch with the inputs token and task_definition.`;
  return new PortError("invalid", message);
}
