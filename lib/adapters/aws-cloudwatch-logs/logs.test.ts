import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { startForTest, type TestAws } from "#sandbox/aws/start-for-test.ts";
import { serverThat } from "#tests/http-answers.ts";
import { createLogs, type LogsConfig } from "./logs.ts";

vi.setConfig({ testTimeout: 60_000 });

const NOISE = 450;
const ERRORS = 230;
/** Two and a bit pages of errors among lines that only mention encryption. */
const PRINTER = `
for (let n = 0; n < ${NOISE}; n += 1) console.log(JSON.stringify({ level: "INFO", message: "Encryption working with key version 1" }));
for (let n = 0; n < ${ERRORS}; n += 1) console.error(JSON.stringify({ level: "ERROR", event: "decrypt_failed", id: String(n), patient: "Ana Pop" }));
process.stdin.on("close", () => process.exit(1)).resume();
process.on("SIGTERM", () => process.exit(0));
setInterval(() => undefined, 1000);
`;

let env: TestAws;
beforeAll(async () => {
  const images = { "restartix-core-api": { command: [process.execPath, "-e", PRINTER], env: {} } };
  env = await startForTest({ images, desiredCount: 1 });
  await env.aws.startService();
  await vi.waitFor(() => expect(env.aws.tasks()[0]?.output).toHaveLength(NOISE + ERRORS), 20_000);
}, 60_000);
afterAll(() => env[Symbol.asyncDispose]());
afterEach(() => {
  env.aws.logs.stopped = false;
});

const logs = (changes: Partial<LogsConfig> = {}) =>
  createLogs({ ...env.connection, logGroup: "/ecs/restartix-core-api", ...changes });
const hourAgo = () => new Date(Date.now() - 3_600_000);

test("every error is counted over all pages, and lines that only mention encryption are not", async () => {
  const { matches, newestEventAt, samples } = await logs().findErrors(hourAgo());
  expect(matches).toBe(ERRORS);
  expect(Date.now() - (newestEventAt?.getTime() ?? 0)).toBeLessThan(60_000);
  expect(samples).toHaveLength(3);
  expect(samples.every((line) => line.startsWith("level=ERROR event=decrypt_failed id="))).toBe(true);
  expect(samples.join()).not.toContain("Ana");
});

test("errors before and after the time asked for are left out", async () => {
  const none = { matches: 0, newestEventAt: null, samples: [] };
  const later = new Date(Date.now() + 60_000);
  expect(await logs().findErrors(later)).toEqual(none);
  expect(await logs().findErrors(new Date(0), hourAgo())).toEqual(none);
  expect((await logs().findErrors(hourAgo(), later)).matches).toBe(ERRORS);
});

test("the newest event of any kind tells that the source lives", async () => {
  const newest = await logs().newestEvent();
  expect(Date.now() - (newest?.getTime() ?? 0)).toBeLessThan(60_000);
});

test("a stopped source is an error, never zero findings", async () => {
  env.aws.logs.stopped = true;
  await expect(logs().findErrors(hourAgo())).rejects.toMatchObject({ code: "unavailable" });
  await expect(logs().newestEvent()).rejects.toMatchObject({ code: "unavailable" });
});

test("a log group that does not exist is not found, and the setting is named", async () => {
  const missing = logs({ logGroup: "/ecs/other" }).findErrors(hourAgo());
  await expect(missing).rejects.toMatchObject({ code: "not-found" });
  await expect(missing).rejects.toThrow("LOG_GROUP");
});

test("a pattern that CloudWatch refuses is invalid", async () => {
  const refused = logs({ filterPattern: "{ $.level = *" }).findErrors(hourAgo());
  await expect(refused).rejects.toMatchObject({ code: "invalid" });
});

test.each(["<html>Sign in</html>", "[]", "{}", `"fine"`])(
  "the answer %s is not read as silence",
  async (body) => {
    const endpoint = await serverThat((_request, response) => response.end(body));
    await expect(logs({ endpoint }).findErrors(hourAgo())).rejects.toMatchObject({ code: "unavailable" });
  },
);
