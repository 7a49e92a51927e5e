import type { CodeHost } from "#lib/ports/code-host.ts";
import type { Integration } from "#lib/ports/integration.ts";
import type { GitHubConfig } from "./github-client.ts";

export function gitHubIntegration({ apiUrl, repository }: GitHubConfig, codeHost: CodeHost): Integration {
  return {
    id: "github",
    name: "GitHub",
    purpose: "Carries the issue that reminds of a rotation and is closed with a summary in step 9.",
    withoutIt: "The issue is opened and closed later; no step waits for it.",
    configured: true,
    target: `${repository} at ${new URL(apiUrl).host}`,
    test: async () => {
      const issue = await codeHost.findRotationIssue({ openedBefore: new Date() });
      return [
        {
          checked: "Issues of the repository can be read",
          detail: issue ? `rotation issue #${issue.number} is open` : "no rotation issue is open",
        },
      ];
    },
  };
}
