import ICAL from "ical.js";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DEFAULT_CONTACTS } from "#lib/domain/settings/contacts.ts";
import { createCalendarToken } from "#lib/operations/calendar/create-calendar-token.ts";
import { revokeCalendarToken } from "#lib/operations/calendar/revoke-calendar-token.ts";
import { saveSetting } from "#lib/operations/settings/save-setting.ts";
import { jumpTo } from "#tests/jump-to-phase.ts";
import { adopted, must, openWorld, reset, type World } from "#tests/operations-world.ts";
import { calendarResponse } from "./calendar-response.ts";

let world: World;
let token: string;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await reset(world);
  await world.database.pool.query("DELETE FROM key_rotation.calendar_token");
  await adopted(world);
  ({ token } = await must(createCalendarToken(world.web, world.people.carmen, {})));
});

const ask = (file = `${token}.ics`, headers: Record<string, string> = {}) =>
  calendarResponse(
    { db: world.web.db, hourMs: 3_600_000, appUrl: "https://keyturn.example" },
    new Request("https://keyturn.example/api/calendar/x.ics", { headers }),
    file,
  );
const uids = async () =>
  new ICAL.Component(ICAL.parse(await (await ask()).text()) as unknown[])
    .getAllSubcomponents("vevent")
    .map((event) => String(event.getFirstPropertyValue("uid")).replace("@keyturn.example", ""));
const sql = (text: string, values: unknown[] = []) => world.database.pool.query(text, values);

async function expectNothing(file?: string): Promise<void> {
  const answer = await ask(file);
  expect([answer.status, await answer.text(), [...answer.headers]]).toEqual([
    404,
    "",
    [["cache-control", "no-store"]],
  ]);
}

describe("the calendar's address", () => {
  test("opens the calendar without a session, and nothing else about it is kept than its hash", async () => {
    const answer = await ask();
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
    const { rows } = await sql("SELECT row_to_json(t)::text AS row FROM key_rotation.calendar_token t");
    expect(rows).toHaveLength(1);
    const trail = await sql("SELECT changes::text AS row FROM audit_log");
    expect(JSON.stringify([...rows, ...trail.rows])).not.toContain(token);
    expect(await answer.text()).not.toContain(token);
  });

  test.each([
    [
      "one character changed",
      () => `${token.slice(0, -2)}${token.at(-2) === "A" ? "B" : "A"}${token.at(-1)}.ics`,
    ],
    ["no token", () => ".ics"],
    ["a token that is far too long", () => `${token.repeat(50)}.ics`],
    ["the right token under another name", () => token],
    ["a token that nobody was given", () => `${"0".repeat(43)}.ics`],
  ])("answers nothing at all to %s", async (_, file) => expectNothing(file()));

  test("answers nothing once it was revoked, and stays so", async () => {
    const { id } = await world.web.db.calendarToken.findFirstOrThrow();
    await must(revokeCalendarToken(world.web, world.people.carmen, { tokenId: id }));
    await expectNothing();
    await expect(
      world.web.db.calendarToken.update({ where: { id }, data: { revokedAt: null } }),
    ).rejects.toThrow(/stays revoked/);
  });

  test("is revoked by its own person alone", async () => {
    const { id: tokenId } = await world.web.db.calendarToken.findFirstOrThrow();
    expect(await revokeCalendarToken(world.web, world.people.ana, { tokenId })).toMatchObject({ ok: false });
    expect((await ask()).status).toBe(200);
  });

  test.each([
    ["whose access has ended", "disabled_at = now()"],
    ["who has no role any more", "roles = '{}'"],
  ])("answers nothing to a person %s", async (_, change) => {
    const before = await world.web.db.actor.findUniqueOrThrow({ where: { id: world.idOf("carmen") } });
    await sql(`UPDATE key_rotation.actor SET ${change} WHERE subject = 'carmen'`);
    await expectNothing();
    await sql("UPDATE key_rotation.actor SET disabled_at = NULL, roles = $1 WHERE subject = 'carmen'", [
      before.roles,
    ]);
    expect((await ask()).status).toBe(200);
  });

  test("is one per person, also for two windows that ask at once", async () => {
    await sql("DELETE FROM key_rotation.calendar_token");
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => createCalendarToken(world.web, world.people.carmen, {})),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.filter(({ ok }) => !ok)).toHaveLength(3);
  });

  test("is read 120 times an hour at most, and again when the hour is over", async () => {
    await sql("UPDATE key_rotation.calendar_token SET hour_began_at = now(), reads_in_hour = 119");
    expect((await ask()).status).toBe(200);
    const refused = await ask();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "3600"]);
    await sql("UPDATE key_rotation.calendar_token SET hour_began_at = now() - interval '61 min'");
    expect((await ask()).status).toBe(200);
  });
});

test("a program that has the newest calendar is told so, and gets the next one when a setting changes", async () => {
  const first = await ask();
  const etag = first.headers.get("etag") ?? "";
  expect(first.headers.get("cache-control")).toBe("private, max-age=300");
  expect((await ask(undefined, { "If-None-Match": etag })).status).toBe(304);
  const value = { ...DEFAULT_CONTACTS, primaryEmail: "security@restartix.example" };
  await must(saveSetting(world.web, world.people.elena, { key: "contacts", version: 0, value }));
  const next = await ask(undefined, { "If-None-Match": etag });
  expect(next.status).toBe(200);
  expect(await next.text()).toMatch(/ORGANIZER.*security@restartix\.example[^]*SEQUENCE:1\b/);
});

test("it has the quarterly dates, and what the rotation under way asks for", async () => {
  expect((await uids()).filter((uid) => uid.startsWith("rotation-")).length).toBeGreaterThanOrEqual(12);
  await reset(world);
  const { rotationId } = await jumpTo(world, {
    stepId: "safety-period",
    phaseId: "watch",
    status: "running",
  });
  expect(await uids()).toContain(`start-${rotationId}`);
  expect(await uids()).toContain(`checklist-${rotationId}`);
});
