import { afterAll, beforeAll, expect, test } from "vitest";
import { connectDatabase, type Database } from "#lib/db/client.ts";
import { createTestDatabase, type TestDatabase } from "#tests/database.ts";
import { loadActor } from "../load-actor.ts";
import { type Identity, signIn } from "./sign-in.ts";
import { signOut } from "./sign-out.ts";
import { useSession } from "./use-session.ts";

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase({ roles: true });
  db = connectDatabase(database.urlFor("web_test"), 4);
  await database.pool.query(`INSERT INTO users VALUES (1, 'ana@restartix.example', 'staff'), (2, 'twin@restartix.example', 'staff'),
    (3, 'Twin@restartix.example', 'staff'), (4, 'eve@restartix.example', 'staff')`);
});
afterAll(async () => {
  await db.$disconnect();
  await database[Symbol.asyncDispose]();
});

const ANA: Identity = {
  issuer: "https://sso",
  subject: "p-1",
  email: "ana@restartix.example",
  emailVerified: true,
  name: "Ana",
  roles: ["security-engineer"],
  authTime: null,
};
const open = async (change: Partial<Identity> = {}) => {
  const session = await signIn(db, { ...ANA, ...change }, "10.0.0.1");
  return { ...session, actor: await loadActor(db, session.actorId) };
};
const wake = () => Promise.resolve();

test("a person is the issuer and the subject, whatever address they sign in with", async () => {
  const first = await open();
  const renamed = await open({ email: "ana.ionescu@restartix.example" });
  const stranger = await open({ subject: "p-2" });
  const otherIssuer = await open({ issuer: "https://other" });
  expect(renamed.actorId).toBe(first.actorId);
  expect(new Set([first.actorId, stranger.actorId, otherIssuer.actorId]).size).toBe(3);
});

test.each<[string, Partial<Identity>, bigint | null, RegExp | null]>([
  ["one user with the verified address is named, in any case", { email: "ANA@restartix.example" }, 1n, null],
  ["no user with that address: nobody is named", { email: "nobody@restartix.example" }, null, /no user/],
  [
    "two users with that address: neither is named",
    { email: "twin@restartix.example" },
    null,
    /several users/,
  ],
  ["an address that is not verified names nobody", { emailVerified: false }, null, /not verified/],
])("%s", async (_, change, platformUserId, problem) => {
  const { actor } = await open({ subject: "p-3", ...change });
  expect(actor?.platformUserId ?? null).toBe(platformUserId);
  if (problem) expect(actor?.platformUserProblem).toMatch(problem);
});

test("each sign-in takes the roles that the provider names now, and leaves an event with them", async () => {
  await open({ subject: "p-4", roles: ["security-engineer", "security-approver"] });
  const { actor } = await open({ subject: "p-4", roles: ["compliance-officer"] });
  expect(actor?.roles).toEqual(["compliance-officer"]);
  const { rows } = await database.pool.query<{ action: string; changes: { roles: string[] } }>(
    "SELECT action, changes FROM audit_log ORDER BY id DESC LIMIT 1",
  );
  expect(rows[0]).toMatchObject({ action: "SIGN_IN", changes: { roles: ["compliance-officer"] } });
});

test("a disabled person gets no session, and an existing one leads to nobody", async () => {
  const { sessionId, actorId } = await open({ subject: "p-5" });
  await database.pool.query("UPDATE key_rotation.actor SET disabled_at = now() WHERE id = $1", [actorId]);
  await expect(open({ subject: "p-5" })).rejects.toThrow(/disabled/);
  const live = await useSession(db, sessionId, true);
  expect(live && (await loadActor(db, live.actorId))).toBeNull();
});

test.each([
  ["last_active_at = now() - interval '15 minutes'", "idle for 15 minutes"],
  ["expires_at = now()", "expired"],
  ["revoked_at = now()", "revoked"],
])("a session with %s is worth nothing: it is %s", async (change) => {
  const { sessionId } = await open();
  expect(await useSession(db, sessionId, true)).not.toBeNull();
  await database.pool.query(`UPDATE key_rotation.session SET ${change} WHERE id = $1`, [sessionId]);
  expect(await useSession(db, sessionId, true)).toBeNull();
});

test("looking keeps no session alive; acting does", async () => {
  const { sessionId } = await open();
  const age = () =>
    database.pool.query(
      "UPDATE key_rotation.session SET last_active_at = now() - interval '14 minutes' WHERE id = $1",
      [sessionId],
    );
  const idleMinutes = async () => {
    const { rows } = await database.pool.query<{ idle: number }>(
      "SELECT extract(epoch FROM now() - last_active_at)::float8 / 60 AS idle FROM key_rotation.session WHERE id = $1",
      [sessionId],
    );
    return rows[0]?.idle ?? 0;
  };
  await age();
  await useSession(db, sessionId, false);
  expect(await idleMinutes()).toBeGreaterThan(13);
  await useSession(db, sessionId, true);
  expect(await idleMinutes()).toBeLessThan(1);
});

test("signing out ends one's own session, never another's", async () => {
  const ana = await open();
  const eve = await open({ subject: "p-6", email: "eve@restartix.example" });
  const byEve = { kind: "person", actorId: eve.actorId, ipAddress: null, authTime: null } as const;
  const deps = {
    db,
    wake,
    environment: "sandbox",
    appUrl: "https://keyturn.example",
    hourMs: 3_600_000,
  } as const;
  await signOut(deps, byEve, { sessionId: ana.sessionId });
  expect(await useSession(db, ana.sessionId, false)).not.toBeNull();
  await signOut(deps, byEve, { sessionId: eve.sessionId });
  expect(await useSession(db, eve.sessionId, false)).toBeNull();
});
