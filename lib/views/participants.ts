import type { Database } from "#lib/db/client.ts";
import type { PersonView } from "../domain/rotation/views.ts";
import { personView } from "./person-view.ts";

/** Who operates and who approves in this rotation; a person has one duty in it. */
export async function listParticipants(
  db: Database,
  rotationId: string,
): Promise<{ person: PersonView; duty: string }[]> {
  const rows = await db.participant.findMany({
    where: { rotationId },
    include: { actor: true },
    orderBy: { since: "asc" },
  });
  return rows.map((row) => ({
    person: personView(row.actor),
    duty: row.duty === "operator" ? "Operates" : "Approves",
  }));
}
