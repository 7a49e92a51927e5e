import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Outside, type OutsideOptions, startOutside } from "./start-outside.ts";

export interface TestOutside extends AsyncDisposable {
  outside: Outside;
  options: OutsideOptions;
}

/** GitHub and Slack with their state in a temporary folder. */
export async function startOutsideForTest(): Promise<TestOutside> {
  const folder = await mkdtemp(join(tmpdir(), "keyturn-outside-"));
  const options: OutsideOptions = {
    port: 0,
    stateFile: join(folder, "outside.json"),
    repository: "restartix/platform",
    githubToken: "github-test-token",
    slackToken: "slack-test-token",
    channels: [
      { id: "C0ENGINEERS", name: "engineering" },
      { id: "C0SECURITY0", name: "security" },
      { id: "C0INCIDENTS", name: "incidents" },
    ],
  };
  const outside = await startOutside(options);
  return {
    outside,
    options,
    [Symbol.asyncDispose]: async () => {
      await outside.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
