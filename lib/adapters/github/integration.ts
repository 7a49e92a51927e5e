import type { CodeHost } from "#lib/ports/code-host.ts";
import type { Integration } from "#lib/ports/integration.ts";
import type { GitHubConfig } from "./github-client.ts";

export function gitHubIntegration({ apiUrl, repository }: GitHubConfig, codeHost: CodeHost): Integration {
  return {
    id: "github",
    name: "GitHub",
    purpose: "Carries the rotation’s issue, which step 9 closes with a summary.",
    withoutIt: "Step 9 waits. Everything that protects keys and data works.",
    configured: true,
    target: `${repository} at ${new URL(apiUrl).host}`,
    test: async () => {
      const issue = await codeHost.findRotationIssue();
      return [
        {
          checked: "Issues of the repository can be read",
          detail: issue ? `rotation issue #${issue.number} is open` : "no rotation issue is open",
        },
      ];
    },
  };
}
