import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { jumpTo } from "#tests/jump-to-phase.ts";
import { openWorld, reset, type World } from "#tests/operations-world.ts";
import { remindOfDestruction } from "./remind-of-destruction.ts";
import type { WorkerDeps } from "./worker-deps.ts";

let world: World;
let rotationId: string;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await reset(world);
  const run = await jumpTo(world, { stepId: "destroy-old-key", phaseId: "destroy", status: "ready" });
  rotationId = run.rotationId;
});

const look = () => remindOfDestruction({ ...world.worker, appUrl: "https://keyturn.example/" } as WorkerDeps);
const retired = (daysAgo: number) =>
  world.database.pool.query(
    `UPDATE key_rotation.rotation SET status = 'completed', retired_at = now() - interval '${daysAgo} days' WHERE id = $1`,
    [rotationId],
  );
const reminders = () => world.web.db.outgoingMessage.findMany({ where: { rotationId, system: "slack" } });

test("nobody is reminded of a key more than a week before it may be destroyed, nor of one that is destroyed", async () => {
  await retired(22);
  await look();
  await retired(31);
  await world.database.pool.query(
    "UPDATE key_rotation.key_version SET destroyed_at = now() WHERE number = 1",
  );
  await look();
  expect(await reminders()).toEqual([]);
});

test("a reminder is queued once, however many workers look and however often, and the next one a week later", async () => {
  await retired(24);
  await Promise.all(Array.from({ length: 5 }, look));
  await look();
  const url = `https://keyturn.example/rotations/${rotationId}/steps/destroy-old-key`;
  expect(await reminders()).toMatchObject([
    { payload: { channel: "security", text: expect.stringContaining(url) } },
  ]);
  await retired(31);
  await look();
  expect(await reminders()).toHaveLength(2);
});
