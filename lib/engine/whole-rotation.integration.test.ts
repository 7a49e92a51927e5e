import { afterAll, beforeAll, expect, test } from "vitest";
import { keyring, seedPlatform, underV1 } from "#tests/encrypted-platform.ts";
import { openWorld, rotation, type World } from "#tests/operations-world.ts";
import { runReencryption } from "./run-reencryption.ts";
import { Session } from "./session.ts";
import { countWholeRotation } from "./whole-rotation.ts";

const ROWS = 20;
const LOST = 7;

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await seedPlatform(world.database.pool, ROWS);
});
afterAll(() => world.close());

test("a rotation that was tried again after a quarantine counts what every try re-encrypted", async () => {
  const { rotationId } = await rotation(world);
  const put = (cell: Buffer) =>
    world.database.pool.query("UPDATE patient_persons SET phone_encrypted = $1 WHERE id = $2", [cell, LOST]);
  const databaseUrl = world.database.urlFor("worker_test");
  const run = () => runReencryption({ databaseUrl, keyring, rotationId });
  await put(Buffer.concat([Buffer.of(1), Buffer.alloc(40)]));
  expect(await run()).toMatchObject({ status: "completed-with-quarantine" });
  await put(underV1("+40 711 222 333"));
  const last = await run();
  const phones = (columns: typeof last.columns) =>
    columns.find(({ column }) => column === "patient_persons.phone_encrypted")?.reencrypted;
  expect(phones(last.columns)).toBe(1);
  const session = new Session(databaseUrl);
  const whole = await session.use((client) => countWholeRotation(client, rotationId, last.columns));
  await session.close();
  expect(phones(whole)).toBe(ROWS);
});
