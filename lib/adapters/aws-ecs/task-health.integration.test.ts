import { createServer, type RequestListener } from "node:http";
import { expect, onTestFinished, test, vi } from "vitest";
import type { FleetTask } from "#lib/ports/fleet.ts";
import { taskHealth } from "./task-health.ts";

vi.setConfig({ testTimeout: 60_000 });

async function taskThatAnswers(listener: RequestListener): Promise<FleetTask> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    id: "task",
    createdAt: new Date(0),
    lastStatus: "RUNNING",
    desiredStatus: "RUNNING",
    taskDefinition: "",
    injects: [],
    references: [],
    healthUrl: `http://127.0.0.1:${port}/health`,
  };
}

const saying = (status: string, message: string) =>
  JSON.stringify({ checks: { encryption: { status, message } } });

const HEALTHY = saying("healthy", "Encryption working with key version 2");

test.each([
  ["a working encryption is ok and names its version", 200, HEALTHY, { ok: true, keyVersion: 2 }],
  ["an answer of status 503 is not ok", 503, HEALTHY, { ok: false, keyVersion: 2 }],
  [
    "an unhealthy encryption is not ok",
    200,
    saying("unhealthy", "Decryption failed"),
    { ok: false, keyVersion: null },
  ],
  [
    "a version outside 1 to 255 is not a version",
    200,
    saying("healthy", "Encryption working with key version 256"),
    { ok: false, keyVersion: null },
  ],
  [
    "words around the sentence are not believed",
    200,
    saying("healthy", "not Encryption working with key version 2"),
    { ok: false, keyVersion: null },
  ],
  ["an answer without the check is not ok", 200, `{"status":"ok"}`, { ok: false, keyVersion: null }],
  ["an answer that is no JSON is not ok", 200, "<html>fine</html>", { ok: false, keyVersion: null }],
  [
    "an answer of 10 MB is not read",
    200,
    `${HEALTHY}${" ".repeat(10_000_000)}`,
    { ok: false, keyVersion: null },
  ],
])("%s", async (_, status, body, expected) => {
  const task = await taskThatAnswers((_request, response) => response.writeHead(status).end(body));
  expect(await taskHealth(task)).toMatchObject(expected);
});

test("a message is cut to one short line of visible characters", async () => {
  const task = await taskThatAnswers((_, response) =>
    response.end(saying("sick", `a\n\u001b[31m${"x".repeat(5_000)}`)),
  );
  const { message } = await taskHealth(task);
  expect(message).toHaveLength(200);
  expect(message).toMatch(/^a  \[31mx+$/);
});

test("a redirect is not followed, a closed port and a missing address are not ok", async () => {
  const redirect = await taskThatAnswers((_, response) =>
    response.writeHead(302, { location: "/other" }).end(),
  );
  expect(await taskHealth(redirect)).toMatchObject({ ok: false });
  expect(await taskHealth({ ...redirect, healthUrl: "http://127.0.0.1:1/health" })).toMatchObject({
    ok: false,
  });
  expect(await taskHealth({ ...redirect, healthUrl: null })).toMatchObject({ ok: false });
});

test("a task that never answers is not ok after 3 seconds", { timeout: 10_000 }, async () => {
  const silent = await taskThatAnswers(() => undefined);
  expect(await taskHealth(silent)).toEqual({
    ok: false,
    message: "no health answer within 3 s",
    keyVersion: null,
  });
});
