import { createEmulator, type Emulator } from "emulate";
import { afterAll, beforeAll } from "vitest";
import { createCodeHost } from "#lib/adapters/github/code-host.ts";
import { createChat } from "#lib/adapters/slack/chat.ts";
import { freePort } from "#sandbox/free-port.ts";
import { startOutsideForTest, type TestOutside } from "#sandbox/outside/start-outside-for-test.ts";
import { chatContract } from "./contract/chat-contract.ts";
import { codeHostContract } from "./contract/code-host-contract.ts";

const REPOSITORY = "restartix/platform";
const TOKEN = "emulated-token";
const TOKENS = { [TOKEN]: { login: "restartix", scopes: ["repo", "chat:write", "channels:history"] } };

let github: Emulator;
let slack: Emulator;
let sandbox: TestOutside;
let channels: [string, string];

/** A GitHub and a Slack that others wrote, beside the sandbox's: neither can drift from what both of them take. */
beforeAll(async () => {
  github = await createEmulator({
    service: "github",
    port: await freePort(0),
    seed: {
      tokens: TOKENS,
      github: { users: [{ login: "restartix" }], repos: [{ owner: "restartix", name: "platform" }] },
    },
  });
  slack = await createEmulator({
    service: "slack",
    port: await freePort(0),
    seed: {
      tokens: TOKENS,
      slack: { channels: [{ name: "engineering" }, { name: "security" }], bots: [{ name: "keyturn" }] },
    },
  });
  const { channels: listed } = await ask<{ channels: { id: string; name: string }[] }>("conversations.list");
  const idOf = (name: string) => listed.find((channel) => channel.name === name)?.id ?? "";
  channels = [idOf("engineering"), idOf("security")];
  sandbox = await startOutsideForTest();
});
afterAll(async () => {
  await github.close();
  await slack.close();
  await sandbox[Symbol.asyncDispose]();
});

async function ask<Answer>(method: string, body: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${slack.url}/api/${method}`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
    body: new URLSearchParams(body),
  });
  return (await response.json()) as Answer;
}

codeHostContract("emulate", () =>
  createCodeHost({ apiUrl: github.url, repository: REPOSITORY, token: TOKEN }),
);
codeHostContract("the sandbox", () => {
  const { outside, options } = sandbox;
  return createCodeHost({
    apiUrl: outside.githubApiUrl,
    repository: REPOSITORY,
    token: options.githubToken,
  });
});
chatContract("emulate", () => ({
  chat: createChat({ apiUrl: `${slack.url}/api`, token: TOKEN }),
  channels,
  texts: async (channel) => {
    const { messages } = await ask<{ messages: { text: string }[] }>("conversations.history", { channel });
    return messages.map(({ text }) => text);
  },
}));
chatContract("the sandbox", () => {
  const { outside, options } = sandbox;
  return {
    chat: createChat({ apiUrl: outside.slackApiUrl, token: options.slackToken }),
    channels: ["C0ENGINEERS", "C0SECURITY0"],
    texts: (channel) =>
      Promise.resolve(
        outside
          .messages()
          .filter((message) => message.channel === channel)
          .map(({ text }) => text)
          .toReversed(),
      ),
  };
});
