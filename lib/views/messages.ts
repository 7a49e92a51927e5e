import type { Database } from "#lib/db/client.ts";
import type { OutgoingMessage, Prisma } from "#prisma/generated/client.ts";
import type { MessageView } from "../domain/messages/message-views.ts";
import { messageView } from "./message-view.ts";

export interface MessageFilter {
  /** "" for every one. */
  state: "" | "waiting" | "failing" | "given-up" | "sent";
  system: "" | MessageView["system"];
  page: number;
}

export const MESSAGES_PAGE_SIZE = 50;

const OPEN = { sentAt: null, givenUpAt: null };
const STATES: Record<MessageFilter["state"], Prisma.OutgoingMessageWhereInput> = {
  "": {},
  waiting: { ...OPEN, failingSince: null },
  failing: { ...OPEN, failingSince: { not: null } },
  "given-up": { givenUpAt: { not: null } },
  sent: { sentAt: { not: null } },
};

/** One page of the messages, newest first, and how many match. */
export async function listMessages(
  db: Database,
  { state, system, page }: MessageFilter,
): Promise<{ messages: MessageView[]; total: number }> {
  const where = { ...STATES[state], ...(system === "" ? {} : { system }) };
  const [rows, total] = await Promise.all([
    db.outgoingMessage.findMany({
      where,
      orderBy: { seq: "desc" },
      take: MESSAGES_PAGE_SIZE,
      skip: (page - 1) * MESSAGES_PAGE_SIZE,
    }),
    db.outgoingMessage.count({ where }),
  ]);
  return { messages: await viewsOf(db, rows), total };
}

export async function findMessage(db: Database, id: string): Promise<MessageView | null> {
  const row = await db.outgoingMessage.findUnique({ where: { id } });
  const [view] = await viewsOf(db, row ? [row] : []);
  return view ?? null;
}

/** What each of these phase runs had to say, by its id, in the order in which it was queued. */
export async function findMessagesOf(
  db: Database,
  runs: readonly { id: string }[],
): Promise<Map<string | undefined, MessageView[]>> {
  const rows = await db.outgoingMessage.findMany({
    where: { phaseRunId: { in: runs.map(({ id }) => id) } },
    orderBy: { seq: "asc" },
  });
  const views = await viewsOf(db, rows);
  const of = (id: string) => views.filter((_, index) => rows[index]?.phaseRunId === id);
  return new Map(runs.map(({ id }) => [id, of(id)]));
}

/** How many messages fail or were given up. */
export function countUnsent(db: Database): Promise<number> {
  return db.outgoingMessage.count({ where: { sentAt: null, failingSince: { not: null } } });
}

/** Claims are judged by the clock that they were written with. */
async function viewsOf(db: Database, rows: readonly OutgoingMessage[]): Promise<MessageView[]> {
  const ids = rows.map(({ id }) => id);
  const [facts] = await db.$queryRaw<{ now: Date; overtaken: string[] }[]>`
    SELECT now(), ARRAY(
      SELECT m.id::text FROM key_rotation.outgoing_message m
      WHERE m.id = ANY (${ids}::uuid[]) AND m.sent_at IS NULL AND EXISTS (
        SELECT FROM key_rotation.outgoing_message l
        WHERE l.subject = m.subject AND l.seq > m.seq AND (l.sent_at IS NOT NULL OR l.claimed_until > now()))
    ) AS overtaken`;
  const { now, overtaken } = facts ?? { now: new Date(), overtaken: [] };
  return rows.map((row) => messageView(row, now, overtaken.includes(row.id)));
}
