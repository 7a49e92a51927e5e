import type { Client } from "pg";
import { connectToWriter } from "#lib/db/platform.ts";
import type { ReencryptionReport } from "#lib/domain/reencryption/report.ts";
import type { ReencryptionProgress } from "#lib/engine/progress-meter.ts";
import { rehearseReencryption } from "#lib/engine/rehearse-reencryption.ts";
import { runReencryption } from "#lib/engine/run-reencryption.ts";
import { setControl } from "#lib/engine/set-control.ts";
import { applyMigrations } from "#prisma/apply-migrations.ts";
import { databaseUrl, headlessCommand, readFlags, say, UsageError, wholeNumber } from "./headless-command.ts";
import { keyringFromEnvironment } from "./keyring-from-environment.ts";
import { requireBuild } from "./require-build.ts";
import { changeOf, protectionOf } from "./throttle-flags.ts";

const EXIT = { completed: 0, failed: 1, "completed-with-quarantine": 2, cancelled: 3 };
const number = new Intl.NumberFormat("en");

const FLAGS = {
  json: { type: "boolean" },
  batch: { type: "string" },
  connections: { type: "string" },
  rate: { type: "string" },
  "dry-run": { type: "boolean" },
  rotation: { type: "string" },
  start: { type: "string" },
  build: { type: "string" },
  "job-rate": { type: "string" },
  join: { type: "boolean" },
  duty: { type: "string" },
  "max-lag": { type: "string" },
  "max-p95": { type: "string" },
  "max-dead": { type: "string" },
  "p95-url": { type: "string" },
  set: { type: "string", multiple: true },
} as const;

const NOTHING: ReencryptionReport = {
  status: "failed",
  dryRun: process.argv.includes("--dry-run"),
  currentVersion: null,
  elapsedMs: 0,
  error: null,
  columns: [],
  quarantine: [],
};

await headlessCommand<ReencryptionReport>({
  run,
  failure: (error) => ({ ...NOTHING, error }),
  exitStatus: (report) => EXIT[report.status],
});

async function run(signal: AbortSignal): Promise<ReencryptionReport> {
  const flags = readFlags(FLAGS);
  if (flags.set) return setRunning(flags.set);
  const batchSize = wholeNumber("batch", flags.batch, 10_000);
  const connections = wholeNumber("connections", flags.connections, 16) ?? 2;
  const ownCellsPerSecond = wholeNumber("rate", flags.rate, 10_000_000);
  const cellsPerSecond = wholeNumber("job-rate", flags["job-rate"], 10_000_000);
  const protection = protectionOf(flags);
  const url = databaseUrl();
  await requireBuild(flags.build);
  const keyring = await keyringFromEnvironment(process.env);
  await prepare(url, {
    rotation: flags.rotation,
    dryRun: flags["dry-run"] === true,
    targetVersion: keyring.currentVersion,
  });
  say(flags.join ? "Joining the running re-encryption job" : "Starting re-encryption job");
  const report = flags["dry-run"]
    ? await rehearseReencryption({ databaseUrl: url, keyring, signal })
    : await runReencryption({
        databaseUrl: url,
        keyring,
        connections,
        signal,
        join: flags.join === true,
        onProgress: createProgressLine(),
        ...protection,
        ...(flags.rotation === undefined ? {} : { rotationId: flags.rotation }),
        ...(batchSize === undefined ? {} : { batchSize }),
        ...(flags.start === undefined ? {} : { start: flags.start }),
        ...(cellsPerSecond === undefined ? {} : { cellsPerSecond }),
        ...(ownCellsPerSecond === undefined ? {} : { ownCellsPerSecond }),
      });
  sayResult(report);
  return report;
}

/** Changes the job that runs, whoever works it; the report has no figures. */
async function setRunning(settings: string[]): Promise<ReencryptionReport> {
  const change = changeOf(settings);
  const client = await connectToWriter(databaseUrl());
  try {
    await setControl(client, change, settings.join(", "));
  } finally {
    await client.end();
  }
  say(`Set: ${settings.join(", ")}`);
  return { ...NOTHING, status: "completed" };
}

/** Sees to Keyturn's own tables and, in production, to the approval; a dry run creates nothing. */
async function prepare(
  url: string,
  options: { rotation: string | undefined; dryRun: boolean; targetVersion: number },
): Promise<void> {
  const client = await connectToWriter(url);
  try {
    if (!options.dryRun) await ensureSchema(client);
    if (process.env.APP_ENV === "production") await requireApproval(client, options);
  } finally {
    await client.end();
  }
}

async function ensureSchema(client: Client): Promise<void> {
  const { rows } = await client.query<{ present: boolean; may: boolean }>(
    `SELECT to_regclass('key_rotation.reencryption_job') IS NOT NULL AS present,
            has_database_privilege(current_database(), 'CREATE') AS may`,
  );
  if (rows[0]?.present) return;
  if (!rows[0]?.may) {
    throw new UsageError(
      "The schema key_rotation is missing and this role may not create it: let the owner run npm run db:migrate.",
    );
  }
  await applyMigrations(client);
}

/** The approval must stand now, and be for these very versions: one that was used by a finished rotation is worth nothing. */
async function requireApproval(
  client: Client,
  { rotation, targetVersion }: { rotation: string | undefined; targetVersion: number },
): Promise<void> {
  if (rotation === undefined) {
    throw new UsageError(
      "In production a re-encryption needs --rotation ID of a rotation whose gate A3 is approved.",
    );
  }
  const { rows: tables } = await client.query<{ present: boolean }>(
    "SELECT to_regclass('key_rotation.approval_request') IS NOT NULL AS present",
  );
  const approved = tables[0]?.present
    ? await client.query(
        `SELECT 1 FROM key_rotation.approval_request a JOIN key_rotation.rotation r ON r.id = a.rotation_id
          WHERE r.id = $1 AND r.status = 'active' AND r.new_version = $2
            AND a.gate = 'A3' AND a.status = 'approved' AND a.epoch = r.epoch AND a.expires_at > now() LIMIT 1`,
        [rotation, targetVersion],
      )
    : null;
  if (approved?.rowCount !== 1) {
    throw new UsageError(
      `Gate A3 is not approved now for a re-encryption to version ${targetVersion} in this rotation: have it approved in the console, then run the job again.`,
    );
  }
}

function createProgressLine(): (progress: ReencryptionProgress) => void {
  let told = false;
  return (progress) => {
    if (!told) for (const { column, cells } of progress.found) say(`Found ${number.format(cells)} ${column}`);
    told = true;
    const rate =
      progress.cellsPerSecond === null ? "" : `, ${number.format(progress.cellsPerSecond)} cells/s`;
    const eta = progress.etaSeconds === null ? "" : `, about ${number.format(progress.etaSeconds)} s left`;
    const elapsed = (progress.elapsedMs / 1000).toFixed(1);
    say(
      `Re-encrypted ${number.format(progress.cellsDone)} of ${number.format(progress.cellsExpected)} cells (${progress.percent.toFixed(1)}%), ` +
        `batch ${progress.batches}${rate}, ${elapsed} s elapsed${eta}`,
    );
  };
}

function sayResult(report: ReencryptionReport): void {
  const verb = report.dryRun ? "would be re-encrypted" : "re-encrypted";
  for (const column of report.columns) {
    say(
      `${column.column}: ${number.format(column.reencrypted)} of ${number.format(column.total)} ${verb}, ` +
        `${column.alreadyCurrent} already current, ${column.quarantined} quarantined, ${column.unexplained} unexplained`,
    );
  }
  for (const cell of report.quarantine.slice(0, 20))
    say(`Quarantined: ${cell.column} of row ${cell.id} (${cell.cause})`);
  if (report.quarantine.length > 20) say("Quarantined: more in --json and in key_rotation.quarantine");
  say(`Re-encryption ${report.status}. Elapsed time: ${(report.elapsedMs / 1000).toFixed(1)} seconds`);
}
