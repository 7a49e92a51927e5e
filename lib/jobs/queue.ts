import { PgBoss } from "pg-boss";
import type { Transaction } from "#lib/db/client.ts";

export const QUEUE_SCHEMA = "key_rotation_jobs";

/** Queues of the worker. A job is only a wake-up: the truth is in `phase_run`. */
export const QUEUES = ["inspect-phase", "perform-phase", "help-reencrypt", "maintain"] as const;
export type QueueName = (typeof QUEUES)[number];

/** pg-boss on tables that the owner installed (`npm run db:migrate`); this role may not create any. */
export function connectQueue(url: string, options: { supervise: boolean }): PgBoss {
  return new PgBoss({
    connectionString: url,
    schema: QUEUE_SCHEMA,
    migrate: false,
    createSchema: false,
    supervise: options.supervise,
    schedule: options.supervise,
    // Rebuilding indexes needs their owner, which the worker's role is not.
    reindex: false,
    application_name: "keyturn-jobs",
    max: 3,
  });
}

/** Sends a job inside the caller's transaction: it exists exactly when the transaction commits. */
export async function enqueue(boss: PgBoss, tx: Transaction, queue: QueueName, data: object): Promise<void> {
  const executeSql = async (text: string, values: unknown[] = []) => ({
    rows: await tx.$queryRawUnsafe<Record<string, unknown>[]>(text, ...values),
  });
  await boss.send(queue, data, { db: { executeSql } });
}
