import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { connectDatabase } from "#lib/db/client.ts";
import { openWorld, type World } from "#tests/operations-world.ts";
import { healthResponse } from "./health-response.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => world.database.pool.query("TRUNCATE key_rotation.worker, key_rotation.scheduler"));

const seen = (secondsAgo: { worker: number; scheduler: number }) =>
  world.database.pool.query(
    `INSERT INTO key_rotation.worker (id, heartbeat_at) VALUES ('w', now() - make_interval(secs => ${secondsAgo.worker}));
     INSERT INTO key_rotation.scheduler (worker_id, passed_at, ping_problem)
     VALUES ('w', now() - make_interval(secs => ${secondsAgo.scheduler}), 'https://hc.example/secret is down')`,
  );
const ask = async () => {
  const answer = await healthResponse(world.web.db);
  return [answer.status, await answer.json()];
};

test.each([
  ["nobody was ever there", null, { worker: "silent", scheduler: "silent" }],
  ["both are there", { worker: 59, scheduler: 119 }, { worker: "healthy", scheduler: "healthy" }],
  ["the scheduler alone hangs", { worker: 0, scheduler: 121 }, { worker: "healthy", scheduler: "silent" }],
  ["every worker has stopped", { worker: 61, scheduler: 121 }, { worker: "silent", scheduler: "silent" }],
] as const)("%s", async (_, ago, parts) => {
  if (ago) await seen(ago);
  const healthy = parts.worker === "healthy" && parts.scheduler === "healthy";
  expect(await ask()).toEqual([
    healthy ? 200 : 503,
    { status: healthy ? "healthy" : "degraded", checks: { database: "healthy", ...parts } },
  ]);
});

test("without its database the console says so, and not why", async () => {
  const lost = connectDatabase("postgres://nobody:secret@127.0.0.1:9/none");
  const answer = await healthResponse(lost);
  expect([answer.status, await answer.text()]).toEqual([
    503,
    '{"status":"unavailable","checks":{"database":"unreachable","worker":"unknown","scheduler":"unknown"}}',
  ]);
  await lost.$disconnect();
});
