import type { Database } from "#lib/db/client.ts";
import type { KnownPersonView, SettingView } from "../domain/rotation/settings-views.ts";
import { Contacts, DEFAULT_CONTACTS } from "../domain/settings/contacts.ts";
import { DEFAULT_POLICY, Policy } from "../domain/settings/policy.ts";

async function findSetting(db: Database, key: "policy" | "contacts") {
  const row = await db.setting.findUnique({ where: { key }, include: { person: true } });
  return {
    stored: row?.value ?? null,
    version: row?.version ?? 0,
    updatedBy: row?.person?.name ?? null,
    updatedAt: row?.updatedAt.toISOString() ?? null,
  };
}

export async function findPolicy(db: Database): Promise<SettingView<Policy>> {
  const { stored, ...rest } = await findSetting(db, "policy");
  return { value: stored === null ? DEFAULT_POLICY : Policy.parse(stored), ...rest };
}

export async function findContacts(db: Database): Promise<SettingView<Contacts>> {
  const { stored, ...rest } = await findSetting(db, "contacts");
  return { value: stored === null ? DEFAULT_CONTACTS : Contacts.parse(stored), ...rest };
}

/** Everybody who ever signed in, with the roles of their last sign-in. */
export async function listPeople(db: Database): Promise<KnownPersonView[]> {
  const rows = await db.actor.findMany({ orderBy: { name: "asc" } });
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    roles: row.roles,
    lastSignInAt: row.lastSignInAt.toISOString(),
    problem: row.disabledAt ? "Access disabled" : row.platformUserProblem,
  }));
}
