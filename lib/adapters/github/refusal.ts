import { PortError } from "#lib/ports/port-error.ts";

/** The port's error for an answer that is none of the 2xx. What GitHub says in it is left out: it can repeat the request. */
export function refusal({ status }: Response, repository: string): PortError {
  if (status === 401) {
    const message = "GitHub refuses the token: set GITHUB_TOKEN to one that is valid and not expired.";
    return new PortError("access-denied", message);
  }
  if (status === 403) {
    const message = `GitHub denies access. Grant the token read and write access to the issues of ${repository}.`;
    return new PortError("access-denied", message);
  }
  if (status === 404 || (status >= 300 && status < 400)) {
    const message = `GitHub knows no such repository or issue in ${repository}, or hides it from the token: check GITHUB_REPOSITORY and the token's access.`;
    return new PortError("not-found", message);
  }
  if (status === 410) {
    const message = `Issues are switched off in ${repository}, or that issue was deleted. Switch them on in its settings.`;
    return new PortError("invalid", message);
  }
  if (status >= 400 && status < 500) {
    return new PortError(
      "invalid",
      `GitHub refuses the request (status ${status}). Check the issue's text and labels.`,
    );
  }
  return new PortError("unavailable", `GitHub is not available (status ${status}). Try again.`);
}
