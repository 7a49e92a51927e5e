import type { Transaction } from "#lib/db/client.ts";
import type { Actor } from "../domain/actor.ts";
import type { AuditEvent } from "../domain/audit/audit-event.ts";

export interface Authorship {
  /** The person who acted, or on whose behalf the worker acts; null for the system and for anonymous callers. */
  actor: Actor | null;
  kind: "person" | "system" | "anonymous";
  ipAddress: string | null;
}

/** Appends the events to `audit_log` and to the chain, inside the caller's transaction. */
export async function appendAudit(
  tx: Transaction,
  author: Authorship,
  events: readonly AuditEvent[],
): Promise<void> {
  for (const event of events) {
    const changes = JSON.stringify({ ...event.changes, ...describe(author) });
    await tx.$queryRaw`
      SELECT key_rotation.append_audit(
        ${author.actor?.platformUserId ?? null}::bigint, ${event.action}, ${event.entityType}, ${event.entityId}::bigint,
        ${changes}::jsonb, ${event.context}, ${author.ipAddress}::inet)`;
  }
}

function describe({ actor, kind }: Authorship): Record<string, string> {
  if (kind === "anonymous") return { actor: "anonymous" };
  if (actor === null) return { actor: "system" };
  const person = `${actor.name} <${actor.email}>`;
  return kind === "system" ? { actor: "system", on_behalf_of: person } : { actor: person };
}
