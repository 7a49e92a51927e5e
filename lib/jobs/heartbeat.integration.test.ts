import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type World } from "#tests/operations-world.ts";
import { listLiveWorkers, sendHeartbeat } from "./heartbeat.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const BUILD = { version: "0.1.0", digest: "sha256:a" };
const beat = (workerId: string, build = () => Promise.resolve(BUILD)) =>
  sendHeartbeat({ db: world.worker.db, workerId, build });

test("a worker is alive for a minute after its heartbeat, and is of the build that it says it is", async () => {
  await beat("one");
  await beat("two", () => Promise.reject(new Error("ECS does not answer.")));
  expect(await listLiveWorkers(world.worker.db)).toMatchObject([
    { id: "two", version: "", digest: "" },
    { id: "one", ...BUILD },
  ]);
  await world.database.pool.query(
    "UPDATE key_rotation.worker SET heartbeat_at = now() - interval '61 s' WHERE id = 'two'",
  );
  const [alive, ...others] = await listLiveWorkers(world.worker.db);
  expect([alive?.id, others]).toEqual(["one", []]);
  expect(alive?.heartbeatAgeMs).toBeLessThan(60_000);
  const next = { version: "0.2.0", digest: "sha256:b" };
  await beat("one", () => Promise.resolve(next));
  expect(await listLiveWorkers(world.worker.db)).toMatchObject([{ id: "one", ...next }]);
});
