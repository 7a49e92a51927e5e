import type { Database } from "#lib/db/client.ts";
import type { Prisma } from "#prisma/generated/client.ts";
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
  const [rows, total, now] = await Promise.all([
    db.outgoingMessage.findMany({
      where,
      orderBy: { seq: "desc" },
      take: MESSAGES_PAGE_SIZE,
      skip: (page - 1) * MESSAGES_PAGE_SIZE,
    }),
    db.outgoingMessage.count({ where }),
    databaseTime(db),
  ]);
  return { messages: rows.map((row) => messageView(row, now)), total };
}

export async function findMessage(db: Database, id: string): Promise<MessageView | null> {
  const row = await db.outgoingMessage.findUnique({ where: { id } });
  return row && messageView(row, await databaseTime(db));
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
  const now = await databaseTime(db);
  const views = (id: string) =>
    rows.filter(({ phaseRunId }) => phaseRunId === id).map((row) => messageView(row, now));
  return new Map(runs.map(({ id }) => [id, views(id)]));
}

/** How many messages fail or were given up. */
export function countUnsent(db: Database): Promise<number> {
  return db.outgoingMessage.count({ where: { sentAt: null, failingSince: { not: null } } });
}

/** Claims are judged by the clock that they were written with. */
async function databaseTime(db: Database): Promise<Date> {
  const [clock] = await db.$queryRaw<{ now: Date }[]>`SELECT now()`;
  return clock?.now ?? new Date();
}
