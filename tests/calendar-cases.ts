import { ROLES } from "#lib/domain/actor.ts";
import { createCalendarToken } from "#lib/operations/calendar/create-calendar-token.ts";
import { revokeCalendarToken } from "#lib/operations/calendar/revoke-calendar-token.ts";
import type { OperationCase } from "./operation-case.ts";
import { must, type World } from "./operations-world.ts";

/** Ana's calendar address, by an id that every test can name. */
export const ANAS_TOKEN = "00000000-0000-4000-8000-0000000000ca";

export async function anasToken({ database, idOf }: World): Promise<void> {
  await database.pool.query(
    "INSERT INTO key_rotation.calendar_token (id, actor_id, token_hash) VALUES ($1, $2, encode(sha256('ana'), 'hex'))",
    [ANAS_TOKEN, idOf("ana")],
  );
}

const withoutToken = async ({ database }: World) => {
  await database.pool.query("DELETE FROM key_rotation.calendar_token");
};

export const CALENDAR_CASES: OperationCase[] = [
  {
    name: "create-calendar-token",
    operation: createCalendarToken,
    who: ROLES,
    by: "carmen",
    prepare: async (world) => {
      await withoutToken(world);
      return {};
    },
    action: "CALENDAR_TOKEN_CREATED",
  },
  {
    name: "revoke-calendar-token",
    operation: revokeCalendarToken,
    who: ROLES,
    by: "carmen",
    prepare: async (world) => {
      await withoutToken(world);
      await must(createCalendarToken(world.web, world.people.carmen, {}));
      return { tokenId: (await world.web.db.calendarToken.findFirstOrThrow()).id };
    },
    action: "CALENDAR_TOKEN_REVOKED",
  },
];
