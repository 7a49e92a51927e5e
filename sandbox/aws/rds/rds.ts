import { z } from "zod";
import { ApiError } from "../api-error.ts";
import { type AwsService, defineAction } from "../define-action.ts";
import { page } from "../page.ts";
import { DatabaseBackups, type StoredSnapshot } from "./database-backups.ts";

const INVALID = "InvalidParameterValue";
/** Shorter than callers may ask for, so that they have to turn pages. */
const PAGE = 4;

const identifier = z.string().regex(/^[a-zA-Z][a-zA-Z0-9-]{0,254}$/);

const request = z.object({
  DBInstanceIdentifier: z.string().optional(),
  SnapshotType: z.enum(["automated", "manual", "shared", "public", "awsbackup"]).optional(),
  MaxRecords: z.coerce.number().int().min(20).max(100).optional(),
  Marker: z.string().optional(),
});

type Request = z.output<typeof request>;

const creation = z.object({
  DBInstanceIdentifier: identifier,
  BackupRetentionPeriod: z.coerce.number().int().min(0).max(35).default(1),
});

const snapshotting = z.object({ DBInstanceIdentifier: identifier, DBSnapshotIdentifier: identifier });

const describeSnapshot = (instance: string, { id, createdAt, type }: StoredSnapshot) => ({
  DBSnapshotIdentifier: id,
  DBInstanceIdentifier: instance,
  SnapshotCreateTime: createdAt,
  Status: "available",
  SnapshotType: type,
  Engine: "postgres",
});

const describeInstance = (backups: DatabaseBackups) => ({
  DBInstanceIdentifier: backups.instance,
  DBInstanceStatus: "available",
  Engine: "postgres",
  BackupRetentionPeriod: backups.retentionDays,
  ...(backups.retentionDays > 0 ? { LatestRestorableTime: backups.latestRestorableTime() } : {}),
});

function describeSnapshots(wanted: DatabaseBackups[], input: Request) {
  // RDS promises no order: oldest first is one that a caller must not rely on.
  const all = wanted.flatMap((backups) =>
    backups
      .snapshots()
      .filter(({ type }) => input.SnapshotType === undefined || input.SnapshotType === type)
      .toReversed()
      .map((snapshot) => describeSnapshot(backups.instance, snapshot)),
  );
  const size = Math.min(input.MaxRecords ?? PAGE, PAGE);
  const { items, next } = page(all, { size, token: input.Marker, invalidType: INVALID });
  return { DBSnapshots: { DBSnapshot: items }, Marker: next };
}

/** The part of RDS that tells about backups, with the databases that callers create beside the platform's. */
export function rds(platform: DatabaseBackups): AwsService {
  const databases = new Map([[platform.instance, platform]]);
  const find = (id: string): DatabaseBackups => {
    const found = databases.get(id);
    if (!found) throw new ApiError("DBInstanceNotFound", `DBInstance ${id} not found.`, 404);
    return found;
  };
  const wanted = (id: string | undefined) => (id === undefined ? [...databases.values()] : [find(id)]);
  return {
    target: "2014-10-31",
    actions: {
      DescribeDBSnapshots: defineAction(
        request,
        (input) => describeSnapshots(wanted(input.DBInstanceIdentifier), input),
        INVALID,
      ),
      DescribeDBInstances: defineAction(
        request,
        (input) => ({
          DBInstances: { DBInstance: wanted(input.DBInstanceIdentifier).map(describeInstance) },
        }),
        INVALID,
      ),
      CreateDBInstance: defineAction(
        creation,
        (input) => {
          const backups = new DatabaseBackups(input.DBInstanceIdentifier, 1, input.BackupRetentionPeriod);
          databases.set(backups.instance, backups);
          return { DBInstance: describeInstance(backups) };
        },
        INVALID,
      ),
      CreateDBSnapshot: defineAction(
        snapshotting,
        (input) => {
          const snapshot = find(input.DBInstanceIdentifier).take(input.DBSnapshotIdentifier);
          return { DBSnapshot: describeSnapshot(input.DBInstanceIdentifier, snapshot) };
        },
        INVALID,
      ),
    },
  };
}
