import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { escrowRecipients } from "./escrow-holders.ts";
import { startOutside } from "./start-outside.ts";
import { startOutsideForTest } from "./start-outside-for-test.ts";

const post = (url: string, token: string, body: unknown) =>
  fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });

test("issues and messages outlive a restart, and markup in them stays text", async () => {
  const env = await startOutsideForTest();
  onTestFinished(() => env[Symbol.asyncDispose]());
  const { options, outside } = env;
  const issues = `${outside.githubApiUrl}/repos/restartix/platform/issues`;
  await post(issues, options.githubToken, { title: "<b>Rotate</b>", body: "<script>" });
  const message = { channel: "#engineering", text: "<img src=x>" };
  await post(`${outside.slackApiUrl}/chat.postMessage`, options.slackToken, message);
  await outside.stop();
  const again = await startOutside(options);
  onTestFinished(() => again.stop());
  expect(again.issues()).toMatchObject([{ number: 1, title: "<b>Rotate</b>", state: "open" }]);
  expect(again.messages()).toMatchObject([{ channel: "C0ENGINEERS", text: "<img src=x>" }]);
  for (const { url } of [...again.issues(), ...again.messages()]) {
    expect(await (await fetch(url)).text()).not.toMatch(/<b>|<script|<img/);
  }
});

test("the escrow keeps its recipients, and its identities are for the owner of the file only", async () => {
  const folder = await mkdtemp(join(tmpdir(), "keyturn-escrow-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "identities.json");
  const recipients = await escrowRecipients(file);
  expect(recipients).toHaveLength(2);
  expect(recipients.every((one) => one.startsWith("age1"))).toBe(true);
  expect(await escrowRecipients(file)).toEqual(recipients);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});
