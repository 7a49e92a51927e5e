import {
  type DBInstance,
  type DBSnapshot,
  DescribeDBInstancesCommand,
  paginateDescribeDBSnapshots,
  RDSClient,
} from "@aws-sdk/client-rds";
import type { BackupState, Backups, Snapshot } from "#lib/ports/backups.ts";
import { PortError } from "#lib/ports/port-error.ts";
import { type AwsCalls, callsOf } from "../aws/aws-calls.ts";
import { type AwsConnection, clientOptions } from "../aws/aws-connection.ts";
import { RDS } from "./rds-service.ts";

export interface BackupsConfig extends AwsConnection {
  /** Identifier of the DB instance. */
  instanceId: string;
}

interface Connection extends AwsCalls {
  client: RDSClient;
  instanceId: string;
}

const DAY_MS = 86_400_000;
/** Without a type RDS lists automated and manual snapshots; those of AWS Backup only by their own. */
const TYPES = [undefined, "awsbackup"] as const;

function connect(config: BackupsConfig): Connection {
  const { instanceId } = config;
  const client = new RDSClient(clientOptions(config));
  return { client, instanceId, ...callsOf(RDS, `the database instance ${instanceId}`) };
}

async function describeInstance({ client, instanceId, attempt, demand }: Connection): Promise<DBInstance> {
  const action = "DescribeDBInstances";
  const command = new DescribeDBInstancesCommand({ DBInstanceIdentifier: instanceId });
  const answer = await attempt(action, () => client.send(command));
  const [instance] = demand(answer.DBInstances, action);
  if (instance) return instance;
  const message = `RDS has no database instance ${instanceId}: check DB_INSTANCE_ID and AWS_REGION.`;
  throw new PortError("not-found", message);
}

function listSnapshots(
  { client, instanceId, all }: Connection,
  type: (typeof TYPES)[number],
): Promise<DBSnapshot[]> {
  const input = {
    DBInstanceIdentifier: instanceId,
    ...(type === undefined ? {} : { SnapshotType: type }),
  };
  return all({
    action: "DescribeDBSnapshots",
    pages: paginateDescribeDBSnapshots({ client, pageSize: 100 }, input),
    read: (page) => ({ items: page.DBSnapshots, next: page.Marker }),
  });
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
