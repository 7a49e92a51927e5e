import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { must, openWorld, reset, rotation, type World } from "#tests/operations-world.ts";
import { newColumn, PHOTO } from "#tests/registry-cases.ts";
import { DEFAULT_POLICY } from "../../domain/settings/policy.ts";
import { classifyColumn } from "../registry/classify-column.ts";
import { saveSetting } from "../settings/save-setting.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await reset(world);
  await newColumn(world);
  await rotation(world);
  // Dan's account and Ana's belong to the same user of the platform, as after an account was made anew.
  await world.database.pool.query(`UPDATE key_rotation.actor SET platform_user_id =
    (SELECT platform_user_id FROM key_rotation.actor WHERE subject = 'ana') WHERE subject = 'dan'`);
});

const classify = (by: "ana" | "dan" | "elena", classification: string) =>
  classifyColumn(world.web, world.people[by], { ...PHOTO, classification, note: "A public picture" });
const save = (by: "ana" | "dan" | "elena") =>
  saveSetting(world.web, world.people[by], { key: "policy", version: 0, value: DEFAULT_POLICY });
const REFUSED = {
  ok: false,
  problem: {
    code: "forbidden",
    message: expect.stringContaining("a security approver who does not operate it"),
  },
};

test.each(["ana", "dan"] as const)(
  "who operates the active rotation leaves no column out of it and changes no policy: as %s",
  async (by) => {
    expect(await classify(by, "not-encrypted")).toMatchObject(REFUSED);
    await world.database.pool.query(
      `INSERT INTO key_rotation.unencrypted_column (table_schema, table_name, column_name, reason, classified_by)
       VALUES ('public', 'users', 'photo', 'A public picture', 'elena'); ALTER TABLE users DROP COLUMN photo`,
    );
    expect(await classify(by, "dropped")).toMatchObject(REFUSED);
    expect(await save(by)).toMatchObject(REFUSED);
    await must(classify("elena", "dropped"));
    await must(save("elena"));
  },
);

test("an operator adds a column to the rotation, and is free again when it has ended", async () => {
  await must(classify("ana", "encrypted"));
  await world.database.pool.query(
    "UPDATE key_rotation.rotation SET status = 'cancelled', finished_at = now(), cancelled_reason = 'Planned too early.'",
  );
  await must(save("ana"));
});
