import type { AwsSandbox } from "./aws/aws-sandbox.ts";
import type { CompanyDatabase } from "./company-database.ts";
import { takesRequests } from "./company-platform.ts";
import { DATADOG } from "./outside/datadog-api.ts";
import type { Outside, OutsideSystem } from "./outside/start-outside.ts";

const PLANTED = "Sandbox: planted fault";
/** Says version 1, and opens under no key. */
const UNREADABLE_CELL = Buffer.concat([Buffer.of(1), Buffer.alloc(40, 0x5a)]);

export type FaultName =
  /** A task logs and counts one decrypt failure, by reading a cell that is there just for that. */
  | "decrypt-failure"
  /** Stops the log source, or starts it again. */
  | "log-source"
  /** Makes the newest backup older than 24 hours, or recent again. */
  | "stale-backup"
  /** Sentry reports one more issue. */
  | "sentry-issue"
  /** The Datadog monitor alerts, or is quiet again. */
  | "datadog-alert"
  /** The system answers 503 to everything, or works again. */
  | `outage-of-${SystemName}`;

const SYSTEMS = {
  github: "github/api",
  slack: "slack/api",
  pagerduty: "pagerduty",
  sentry: "sentry",
  datadog: "datadog",
  onepassword: "onepassword",
  "outside-check": "deadman",
} as const satisfies Record<string, OutsideSystem>;
export type SystemName = keyof typeof SYSTEMS;
export const SYSTEM_NAMES = Object.keys(SYSTEMS) as SystemName[];

export type CompanyFaults = Record<FaultName, () => Promise<void>>;

export interface FaultStatus {
  logSourceStopped: boolean;
  backupStale: boolean;
  datadogAlerts: boolean;
  down: SystemName[];
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
export function companyFaults(aws: AwsSandbox, database: CompanyDatabase, outside: Outside): CompanyFaults {
  const { sentryIssues, datadog, down } = outside;
  const outages = SYSTEM_NAMES.map((name) => [
    `outage-of-${name}`,
    async () => void (down.delete(SYSTEMS[name]) || down.add(SYSTEMS[name])),
  ]);
  return {
    ...(Object.fromEntries(outages) as Record<`outage-of-${SystemName}`, () => Promise<void>>),
    "sentry-issue": async () => {
      sentryIssues.push({ id: String(sentryIssues.length + 1), lastSeen: new Date() });
    },
    "datadog-alert": async () => {
      datadog.states.set(DATADOG.monitorId, alerts(outside) ? "OK" : "Alert");
    },
    "decrypt-failure": () => injectDecryptFailure(aws, database),
    "log-source": async () => {
      aws.logs.stopped = !aws.logs.stopped;
    },
    "stale-backup": async () => {
      aws.backups.stale = !aws.backups.stale;
    },
  };
}

const alerts = ({ datadog }: Outside) => datadog.states.get(DATADOG.monitorId) === "Alert";

export function faultStatus({ logs, backups }: AwsSandbox, outside: Outside): FaultStatus {
  return {
    logSourceStopped: logs.stopped,
    backupStale: backups.stale,
    datadogAlerts: alerts(outside),
    down: SYSTEM_NAMES.filter((name) => outside.down.has(SYSTEMS[name])),
  };
}
