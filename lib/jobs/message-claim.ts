import type { Database } from "#lib/db/client.ts";
import type { MessageSystem } from "../domain/messages/outgoing-message.ts";

/** Longer than an attempt can take: every call of an adapter is given up after seconds. */
const CLAIM_SECONDS = 180;

export interface ClaimedMessage {
  id: string;
  /** Number of this attempt, from 1; the fence of its outcome. */
  attempts: number;
  payload: unknown;
  target: string | null;
  created_at: Date;
  /** When it was queued, or when the message before it about its subject was sent if that was later. */
  begun_at: Date;
  age_ms: number;
}

/**
 * The next message that is due and that nobody else is sending; one whose sender died is claimed again. A message waits for
 * those queued before it about its subject, so that an alert is not resolved before it is triggered.
 */
export async function claimMessage(db: Database, system: MessageSystem): Promise<ClaimedMessage | undefined> {
  const [row] = await db.$queryRaw<ClaimedMessage[]>`
    UPDATE key_rotation.outgoing_message m
    SET claimed_until = now() + make_interval(secs => ${CLAIM_SECONDS}), attempts = m.attempts + 1
    WHERE m.id = (
      SELECT q.id FROM key_rotation.outgoing_message q
      WHERE q.system = ${system} AND q.sent_at IS NULL AND q.given_up_at IS NULL AND q.next_attempt_at <= now()
        AND (q.claimed_until IS NULL OR q.claimed_until < now())
        AND NOT EXISTS (
          SELECT FROM key_rotation.outgoing_message e
          WHERE e.subject = q.subject AND e.seq < q.seq AND e.sent_at IS NULL AND e.given_up_at IS NULL)
      ORDER BY q.next_attempt_at, q.seq LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING m.id::text, m.attempts, m.payload, m.target, m.created_at,
      greatest(m.created_at, (SELECT max(e.sent_at) FROM key_rotation.outgoing_message e
        WHERE e.subject = m.subject AND e.seq < m.seq)) AS begun_at,
      (extract(epoch FROM now() - m.created_at) * 1000)::float8 AS age_ms`;
  return row;
}

/** Lets every waiting message of the system wait for at least `restMs`: the receiver wants no call before. */
export async function restLane(db: Database, system: MessageSystem, restMs: number): Promise<void> {
  // In one order, so that two workers that were sent away at once do not wait for each other's rows.
  await db.$executeRaw`
    WITH waiting AS (
      SELECT id FROM key_rotation.outgoing_message
      WHERE system = ${system} AND sent_at IS NULL AND given_up_at IS NULL ORDER BY seq FOR UPDATE)
    UPDATE key_rotation.outgoing_message m
    SET next_attempt_at = greatest(m.next_attempt_at, now() + make_interval(secs => ${restMs / 1000}))
    FROM waiting WHERE m.id = waiting.id`;
}

/** Lets the message be tried again after `delayMs`, or after its lane's rest; without effect once another attempt has begun. */
export async function postponeMessage(
  db: Database,
  { id, attempts }: ClaimedMessage,
  { problem, delayMs }: { problem: string; delayMs: number },
): Promise<void> {
  await db.$executeRaw`
    UPDATE key_rotation.outgoing_message
    SET problem = ${problem}, failing_since = coalesce(failing_since, now()), claimed_until = NULL,
      next_attempt_at = greatest(next_attempt_at, now() + make_interval(secs => ${delayMs / 1000}))
    WHERE id = ${id}::uuid AND attempts = ${attempts} AND sent_at IS NULL`;
  await db.$queryRaw`SELECT pg_notify('key_rotation', ${JSON.stringify({ topic: "rotation", by: "message" })})::text`;
}

/** Keeps what the message is about before it is touched, so that a later attempt means the same. */
export async function keepTarget(
  db: Database,
  { id, attempts }: ClaimedMessage,
  target: string,
): Promise<void> {
  const kept = await db.$executeRaw`
    UPDATE key_rotation.outgoing_message SET target = ${target}
    WHERE id = ${id}::uuid AND attempts = ${attempts} AND sent_at IS NULL`;
  if (kept === 0) throw new Error("Another worker has taken this message over.");
}
