import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { confirmAdoption } from "#lib/operations/adoption/confirm-adoption.ts";
import { findEncryptionHealth } from "#lib/views/encryption-health.ts";
import { findSignsOfLife } from "#lib/views/signs-of-life.ts";
import { type MovedClock, movedClock } from "#tests/moved-clock.ts";
import { must } from "#tests/operations-world.ts";
import { openWorkerWorld, spawnWorker, type WorkerWorld } from "#tests/worker-world.ts";
import { connectDatabase, type Database } from "../db/client.ts";

const PATIENCE = { timeout: 60_000, interval: 100 };

let it: WorkerWorld;
let clock: MovedClock;
let web: Database;
const alive = new Set<ChildProcess>();
/** A check outside that counts its pings, and answers what it is told to. */
const monitor = { pings: 0, status: 200 };
const server = createServer((_, response) => {
  monitor.pings += 1;
  response.writeHead(monitor.status).end();
});

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  it = await openWorkerWorld();
  clock = await movedClock(it.world.database);
  web = connectDatabase(it.world.database.urlFor("web_test"), 2);
});
afterAll(async () => {
  await Promise.all([...alive].map(kill));
  server.close();
  await web.$disconnect();
  await it[Symbol.asyncDispose]();
});

function start(): ChildProcess {
  const port = (server.address() as AddressInfo).port;
  const child = spawnWorker({ ...it.environment, DEADMAN_URL: `http://127.0.0.1:${port}/ping/secret` });
  alive.add(child);
  return child;
}
async function kill(child: ChildProcess): Promise<void> {
  alive.delete(child);
  const ended = once(child, "close");
  child.kill("SIGKILL");
  await ended;
}

const posted = () => it.outside.outside.messages().map(({ text }) => text);
const untilPosted = (words: string) =>
  vi.waitFor(() => {
    if (!posted().some((text) => text.includes(words))) throw new Error(`Nobody said: ${words}`);
  }, PATIENCE);
const passes = async () => (await findSignsOfLife(web)).scheduler.at?.getTime() ?? 0;
const untilPassed = async () => {
  const before = await passes();
  await vi.waitFor(async () => expect(await passes()).toBeGreaterThan(before), PATIENCE);
};
const silence = async () =>
  (await findEncryptionHealth(web)).filter(({ outcome }) => outcome === "fail").map(({ label }) => label);

async function adopt(): Promise<void> {
  const { web: deps, people, database } = it.world;
  // Both workers inspect the platform when they start: what one has proposed, the other may propose anew.
  await vi.waitFor(async () => {
    const { proposedAt } = await deps.db.adoption.findUniqueOrThrow({ where: { id: 1 } });
    await must(confirmAdoption(deps, people.elena, { proposedAt: proposedAt.toISOString() }));
  }, PATIENCE);
  await database.pool.query(
    "UPDATE key_rotation.key_version SET activated_at = '2026-11-01T12:00:00Z' WHERE state = 'active'",
  );
}

test("two workers, of which one is killed at each date, tell the team everything once; when both are gone the console turns red", async () => {
  await clock.moveTo("2027-01-01T00:00:00Z");
  let [first, second] = [start(), start()];
  await adopt();

  await clock.moveTo("2027-01-23T09:00:30Z");
  await untilPosted("is due in 7 days, on 2027-01-30");
  await kill(first);
  await clock.moveTo("2027-01-27T09:00:30Z");
  await untilPosted("is due in 3 days, on 2027-01-30");
  first = start();
  await clock.moveTo("2027-01-30T09:00:30Z");
  await kill(second);
  await untilPosted("is due today");
  second = start();
  await vi.waitFor(() => expect(it.outside.outside.issues()).toHaveLength(1), PATIENCE);
  await clock.moveTo("2027-01-30T12:30:00Z");
  await untilPosted("Overdue: the key has been in use for 90 days");
  await untilPassed();
  await untilPassed();

  const reminders = posted().filter((text) => text.includes("Encryption key rotation Q1 2027"));
  expect(reminders).toHaveLength(4);
  expect(it.outside.outside.issues()).toMatchObject([{ title: "🔐 Q1 2027 Encryption Key Rotation" }]);
  await vi.waitFor(async () => expect(await silence()).toEqual([]), PATIENCE);
  expect(monitor.pings).toBeGreaterThan(0);

  await Promise.all([kill(first), kill(second)]);
  const last = await clock.now();
  await clock.moveTo(new Date(last.getTime() + 100_000).toISOString());
  expect(await silence()).not.toContain("Scheduler");
  await clock.moveTo(new Date(last.getTime() + 121_000).toISOString());
  expect(await silence()).toEqual(["Worker", "Scheduler"]);
  start();
  await vi.waitFor(async () => expect(await silence()).toEqual([]), PATIENCE);
});

test("a check outside that refuses the ping is shown, holds nothing up, and its address is told to nobody", async () => {
  monitor.status = 503;
  await clock.moveTo(new Date((await clock.now()).getTime() + 61_000).toISOString());
  await vi.waitFor(async () => expect(await silence()).toEqual(["Check from outside"]), PATIENCE);
  await untilPassed();
  const { ping } = await findSignsOfLife(web);
  expect(ping?.problem).toContain("not available (status 503)");
  expect(JSON.stringify(await web.integration.findMany())).not.toContain("/ping/secret");
  monitor.status = 200;
  await clock.moveTo(new Date((await clock.now()).getTime() + 61_000).toISOString());
  await vi.waitFor(async () => expect(await silence()).toEqual([]), PATIENCE);
});
