import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ROLES } from "#lib/domain/actor.ts";
import { digestOfEverything } from "#tests/encrypted-platform.ts";
import type { OperationCase } from "#tests/operation-case.ts";
import { OPERATION_CASES } from "#tests/operation-cases.ts";
import { type Name, openWorld, reset, userIdOf, type World } from "#tests/operations-world.ts";
import type { Caller } from "./caller.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => reset(world));

const depsOf = ({ who }: OperationCase) => (who === "system" ? world.worker : world.web);
const callerOf = ({ who, by }: OperationCase): Caller =>
  who === "system" ? { kind: "system", onBehalfOf: world.idOf(by) } : world.people[by];

/** Everything that an operation could have changed, the trail of refusals left out. */
async function effects(): Promise<string> {
  const digest = await digestOfEverything(world.database.pool, ["key_rotation"]);
  return digest
    .split("\n")
    .filter((line) => !/audit_|anonymous_refusal/.test(line))
    .join("\n");
}

async function lastEvent() {
  const { rows } = await world.database.pool.query<{
    action: string;
    user_id: string | null;
    changes: Record<string, unknown>;
    ip_address: string | null;
    action_context: string;
  }>("SELECT * FROM audit_log ORDER BY id DESC LIMIT 1");
  return rows[0];
}

test("the cases cover every operation that is defined", () => {
  const names = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .flatMap(
      (file) =>
        /defineOperation\(\{\s*name: "([^"]+)"/.exec(
          readFileSync(join(import.meta.dirname, file), "utf8"),
        )?.[1] ?? [],
    );
  expect(OPERATION_CASES.map((it) => it.name).toSorted()).toEqual(
    names.filter((name) => name !== "sign-out").toSorted(),
  );
});

function refusedTo({ who }: OperationCase): Name[] {
  if (who === "everybody") return [];
  if (who === "system") return ["ana", "elena", "carmen"];
  const refused: Name[] = ["stranger", "guest"];
  if (!who.includes("compliance-officer")) refused.push("carmen");
  if (!who.includes("security-approver")) refused.push("elena");
  if (!who.includes("security-engineer")) refused.push("ioana");
  return refused;
}

describe.each(OPERATION_CASES)("$name", (it) => {
  test("takes effect for whoever may do it, and its audit row names them", async () => {
    const input = await it.prepare(world);
    const before = await effects();
    expect(await it.operation(depsOf(it), callerOf(it), input)).toMatchObject({ ok: true });
    expect((await effects()) === before).toBe(it.isReading ?? false);
    const event = await lastEvent();
    expect(event).toMatchObject({
      action: it.action,
      user_id: String(userIdOf(it.by)),
      action_context: "compliance_maintenance",
    });
    const person = `${it.by} <${it.by}@restartix.example>`;
    expect(event?.changes).toMatchObject(
      it.who === "system" ? { actor: "system", on_behalf_of: person } : { actor: person },
    );
  });

  test("has no effect when its audit row cannot be written", async () => {
    const input = await it.prepare(world);
    const before = await effects();
    const grant =
      "EXECUTE ON FUNCTION key_rotation.append_audit(bigint, text, text, bigint, jsonb, text, inet)";
    await world.database.pool.query(`REVOKE ${grant} FROM keyturn_web, keyturn_worker`);
    try {
      await expect(it.operation(depsOf(it), callerOf(it), input)).rejects.toThrow(/permission denied/);
    } finally {
      await world.database.pool.query(`GRANT ${grant} TO keyturn_web, keyturn_worker`);
    }
    expect(await effects()).toBe(before);
  });

  test("is refused, without effect and with a row that names them, to every person who lacks the role", async () => {
    const input = await it.prepare(world);
    const before = await effects();
    for (const name of refusedTo(it)) {
      const answer = await it.operation(depsOf(it), world.people[name], input);
      expect(answer).toMatchObject({ ok: false, problem: { code: "forbidden" } });
      const userId = userIdOf(name);
      expect(await lastEvent()).toMatchObject({
        action: "ACCESS_REFUSED",
        user_id: userId === null ? null : String(userId),
        ip_address: "10.0.0.9",
        changes: { operation: it.name, code: "forbidden" },
      });
    }
    expect(await effects()).toBe(before);
  });

  test("is refused without a session, and to a person whose access has ended since", async () => {
    const input = await it.prepare(world);
    const anonymous: Caller = { kind: "anonymous", ipAddress: "10.0.0.9" };
    await world.database.pool.query("UPDATE key_rotation.actor SET disabled_at = now() WHERE subject = $1", [
      it.by,
    ]);
    const before = await effects();
    for (const caller of [anonymous, world.people[it.by]]) {
      const answer = await it.operation(depsOf(it), caller, input);
      expect(answer).toMatchObject({ ok: false, problem: { code: "not-signed-in" } });
    }
    expect(await effects()).toBe(before);
  });

  test("is refused with incomplete input, and says so", async () => {
    const input = await it.prepare(world);
    for (const field of Object.keys(input).filter((name) => !["fields", "comment"].includes(name))) {
      const { [field]: _, ...incomplete } = input;
      const answer = await it.operation(depsOf(it), callerOf(it), incomplete);
      expect(answer).toMatchObject({ ok: false, problem: { code: "invalid-input" } });
    }
  });
});

test.each(OPERATION_CASES.filter(({ who }) => Array.isArray(who)))(
  "$name reads the roles from the database, so that one taken away counts at once",
  async (it) => {
    const input = await it.prepare(world);
    const setRoles = (roles: string[]) =>
      world.database.pool.query("UPDATE key_rotation.actor SET roles = $2 WHERE subject = $1", [
        it.by,
        roles,
      ]);
    const { roles } = await world.web.db.actor.findUniqueOrThrow({ where: { id: world.idOf(it.by) } });
    await setRoles(ROLES.filter((role) => !it.who.includes(role)));
    const answer = await it.operation(depsOf(it), callerOf(it), input);
    await setRoles(roles);
    expect(answer).toMatchObject({ ok: false, problem: { code: "forbidden" } });
  },
);
