import { escrowRecipients } from "./outside/escrow-holders.ts";
import { type Outside, startOutside } from "./outside/start-outside.ts";
import type { StartUp } from "./start-up.ts";
import type { StateFolder } from "./state-folder.ts";

export const REPOSITORY = "restartix/platform";
/** Ids, as Slack gives them. */
export const SLACK_CHANNELS = {
  engineering: "C0ENGINEERS",
  security: "C0SECURITY0",
  incidents: "C0INCIDENTS",
} as const;

export interface OutsideWorld {
  outside: Outside;
  escrowRecipients: string[];
}

/** GitHub and Slack with what was said there before, and the people who hold the escrow. */
export async function startOutsideWorld(startUp: StartUp, state: StateFolder): Promise<OutsideWorld> {
  const outside = await startOutside({
    port: state.ports.outside,
    stateFile: state.path("outside.json"),
    repository: REPOSITORY,
    githubToken: state.credentials.githubToken,
    slackToken: state.credentials.slackToken,
    channels: Object.entries(SLACK_CHANNELS).map(([name, id]) => ({ id, name })),
  });
  startUp.started.defer(() => outside.stop());
  return { outside, escrowRecipients: await escrowRecipients(state.path("escrow-identities.json")) };
}
