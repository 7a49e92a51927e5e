import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createLatency } from "./latency.ts";

async function serving(status: number, body: string): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end(body));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics.json`;
}

test.each([
  ['{"p95Ms": 41.5}', "", 41.5],
  ['{"checks": {"latency/http": {"p95": 0}}}', "#/checks/latency~1http/p95", 0],
])("the number of %s at “%s” is %s", async (body, fragment, expected) => {
  expect(await createLatency(`${await serving(503, body)}${fragment}`).p95Ms()).toBe(expected);
});

test.each(['{"p95Ms": "fast"}', '{"p95Ms": -1}', "{}", "[]"])(
  "%s has none, and says where it was looked for",
  async (body) => {
    const reading = createLatency(await serving(200, body)).p95Ms();
    await expect(reading).rejects.toThrow(/no number of milliseconds at \/p95Ms/);
  },
);

test("an address that does not answer with JSON is unavailable", async () => {
  await expect(createLatency(await serving(200, "<html>")).p95Ms()).rejects.toMatchObject({
    code: "unavailable",
  });
  await expect(createLatency("http://127.0.0.1:1/").p95Ms()).rejects.toMatchObject({ code: "unavailable" });
});
