import type { AwsSandbox } from "./aws/aws-sandbox.ts";
import type { CompanyDatabase } from "./company-database.ts";
import { takesRequests } from "./company-platform.ts";

const PLANTED = "Sandbox: planted fault";
/** Says version 1, and opens under no key. */
const UNREADABLE_CELL = Buffer.concat([Buffer.of(1), Buffer.alloc(40, 0x5a)]);

export type FaultName =
  /** A task logs and counts one decrypt failure, by reading a cell that is there just for that. */
  | "decrypt-failure"
  /** Stops the log source, or starts it again. */
  | "log-source"
  /** Makes the newest backup older than 24 hours, or recent again. */
  | "stale-backup";

export type CompanyFaults = Record<FaultName, () => Promise<void>>;

export interface FaultStatus {
  logSourceStopped: boolean;
  backupStale: boolean;
}

async function injectDecryptFailure(aws: AwsSandbox, { pool }: CompanyDatabase): Promise<void> {
  const task = aws.tasks().find(takesRequests);
  if (!task) throw new Error("No task of the core API takes requests now; try again.");
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO patient_persons (id, name, phone_encrypted)
     SELECT coalesce(max(id), 0) + 1, $1, $2 FROM patient_persons RETURNING id`,
    [PLANTED, UNREADABLE_CELL],
  );
  try {
    const answer = await fetch(`http://127.0.0.1:${task.port}/patients/${rows[0]?.id}`, {
      signal: AbortSignal.timeout(5_000),
    });
    await answer.body?.cancel();
  } finally {
    // By its name: a planted row that a crash of the sandbox left behind goes too.
    await pool.query("DELETE FROM patient_persons WHERE name = $1", [PLANTED]);
  }
}

/** What can be made to go wrong by a button of the control page. */
export function companyFaults(aws: AwsSandbox, database: CompanyDatabase): CompanyFaults {
  return {
    "decrypt-failure": () => injectDecryptFailure(aws, database),
    "log-source": async () => {
      aws.logs.stopped = !aws.logs.stopped;
    },
    "stale-backup": async () => {
      aws.backups.stale = !aws.backups.stale;
    },
  };
}

export function faultStatus({ logs, backups }: AwsSandbox): FaultStatus {
  return { logSourceStopped: logs.stopped, backupStale: backups.stale };
}
