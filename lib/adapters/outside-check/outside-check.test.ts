import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { outsideCheckIntegration } from "./integration.ts";
import { createOutsideCheck } from "./outside-check.ts";

/** Answers with the status and the text that the address asks for; 0 never answers, and `endless` is never complete. */
const monitor = createServer((request, response) => {
  const [status, text = ""] = (request.url ?? "").slice(1).split("/").map(decodeURIComponent);
  if (status === "0") return;
  response.writeHead(Number(status), { location: "/200" });
  if (text === "endless") response.write("OK ".repeat(100));
  else response.end(text);
});
let origin: string;
beforeAll(async () => {
  await new Promise<void>((done) => monitor.listen(0, "127.0.0.1", done));
  origin = `http://127.0.0.1:${(monitor.address() as AddressInfo).port}`;
});
afterAll(() => monitor.closeAllConnections());
afterAll(() => void monitor.close());

const ping = (status: number, text = "") =>
  createOutsideCheck({ url: `${origin}/${status}/${encodeURIComponent(text)}`, timeoutMs: 500 }).ping();

test("a ping that was taken is a success", async () => {
  await expect(ping(200)).resolves.toBeUndefined();
  await expect(ping(204)).resolves.toBeUndefined();
  for (const text of ["OK", "0 checks not found", "endless"])
    await expect(ping(200, text)).resolves.toBeUndefined();
});

test.each([
  ["OK (not found)", "invalid", "correct DEADMAN_URL"],
  ["OK (rate limited)", "throttled", "limits the rate"],
])("status 200 with the text %s is no success but %s", async (text, code, message) => {
  await expect(ping(200, text)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message) as string,
  });
});

test.each([
  [302, "invalid"],
  [404, "invalid"],
  [429, "throttled"],
  [500, "unavailable"],
  [0, "unavailable"],
])("status %i is %s, and the message does not give the address away", async (status, code) => {
  const error = await ping(status).catch((problem: unknown) => problem);
  expect(error).toMatchObject({ code });
  expect(String(error)).not.toContain(origin);
});

test("people see the host of the monitor and never the path, which is its key", async () => {
  expect(outsideCheckIntegration({ url: "https://hc-ping.example/0f3c-secret" }).target).toBe(
    "hc-ping.example",
  );
  expect(outsideCheckIntegration({ url: "" })).toMatchObject({ configured: false, target: "" });
  expect(await outsideCheckIntegration({ url: `${origin}/200` }).test()).toHaveLength(1);
});
