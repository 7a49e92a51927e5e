import {
  type DBInstance,
  type DBSnapshot,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  type DescribeDBSnapshotsCommandOutput,
  RDSClient,
  type RDSClientConfig,
} from "@aws-sdk/client-rds";
import type { BackupState, Backups, Snapshot } from "#lib/ports/backups.ts";
import { PortError } from "#lib/ports/port-error.ts";
import { translateError } from "./translate-error.ts";

export interface BackupsConfig {
  region: string;
  /** Identifier of the DB instance. */
  instanceId: string;
  /** AWS itself when absent. */
  endpoint?: string;
  /** The SDK's own chain when absent. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** Of one attempt out of four; 5,000 when absent. */
  timeoutMs?: number;
}

interface Connection {
  client: RDSClient;
  instanceId: string;
}

const DAY_MS = 86_400_000;
/** Without a type RDS lists automated and manual snapshots; those of AWS Backup only by their own. */
const TYPES = [undefined, "awsbackup"] as const;

function connect({
  region,
  instanceId,
  endpoint,
  credentials,
  timeoutMs = 5_000,
}: BackupsConfig): Connection {
  const config: RDSClientConfig = {
    region,
    maxAttempts: 4,
    retryMode: "standard",
    requestHandler: { connectionTimeout: 2_000, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  };
  return { client: new RDSClient(config), instanceId };
}

async function attempt<T>({ instanceId }: Connection, action: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw translateError(error, action, instanceId);
  }
}

/** An answer that lacks its list came from something that is not RDS; it must not read as "no backup". */
function requireList<T>(list: T[] | undefined, action: string): T[] {
  if (list) return list;
  throw new PortError("unavailable", `The answer to rds:${action} is not one of RDS. Try again.`);
}

async function describeInstance(connection: Connection): Promise<DBInstance> {
  const command = new DescribeDBInstancesCommand({ DBInstanceIdentifier: connection.instanceId });
  const answer = await attempt(connection, "DescribeDBInstances", () => connection.client.send(command));
  const [instance] = requireList(answer.DBInstances, "DescribeDBInstances");
  if (instance) return instance;
  const message = `RDS has no database instance ${connection.instanceId}: check DB_INSTANCE_ID and AWS_REGION.`;
  throw new PortError("not-found", message);
}

async function listSnapshots(connection: Connection, type: (typeof TYPES)[number]): Promise<DBSnapshot[]> {
  const found: DBSnapshot[] = [];
  let marker: string | undefined;
  do {
    const command = new DescribeDBSnapshotsCommand({
      DBInstanceIdentifier: connection.instanceId,
      MaxRecords: 100,
      ...(type === undefined ? {} : { SnapshotType: type }),
      ...(marker === undefined ? {} : { Marker: marker }),
    });
    const page: DescribeDBSnapshotsCommandOutput = await attempt(connection, "DescribeDBSnapshots", () =>
      connection.client.send(command),
    );
    found.push(...requireList(page.DBSnapshots, "DescribeDBSnapshots"));
    marker = page.Marker;
  } while (marker);
  return found;
}

/** A snapshot that is still being made has no time yet and is not one. */
function toSnapshot({
  DBSnapshotIdentifier: id,
  SnapshotCreateTime: createdAt,
  SnapshotType,
  Status,
}: DBSnapshot): Snapshot[] {
  return id && createdAt
    ? [{ id, createdAt, status: Status ?? "unknown", expires: SnapshotType === "automated" }]
    : [];
}

/**
 * Every point-in-time restore begins at an automated snapshot, so the oldest one bounds the window; RDS may keep it a while
 * longer than the retention says. Without one, the retention is the cautious answer.
 */
function earliestRestorableTime(instance: DBInstance, snapshots: readonly DBSnapshot[]): Date | null {
  if (!instance.LatestRestorableTime) return null;
  const times = snapshots
    .filter((one) => one.SnapshotType === "automated" && one.Status === "available")
    .flatMap((one) => one.SnapshotCreateTime?.getTime() ?? []);
  if (times.length > 0) return new Date(Math.min(...times));
  return new Date(Date.now() - (instance.BackupRetentionPeriod ?? 0) * DAY_MS);
}

async function readState(connection: Connection): Promise<BackupState> {
  const instance = await describeInstance(connection);
  const lists = await Promise.all(TYPES.map((type) => listSnapshots(connection, type)));
  const snapshots = new Map(lists.flat().map((one) => [one.DBSnapshotIdentifier, one]));
  return {
    snapshots: [...snapshots.values()]
      .flatMap(toSnapshot)
      .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime()),
    latestRestorableTime: instance.LatestRestorableTime ?? null,
    retentionDays: instance.BackupRetentionPeriod ?? 0,
    earliestRestorableTime: earliestRestorableTime(instance, [...snapshots.values()]),
  };
}

/** Backups of one RDS instance: its automated and manual snapshots and those of AWS Backup. */
export function createBackups(config: BackupsConfig): Backups {
  const connection = connect(config);
  return { state: () => readState(connection) };
}
