import { z } from "zod";
import { ApiError } from "../api-error.ts";
import { type AwsService, defineAction } from "../define-action.ts";
import { page } from "../page.ts";
import type { DatabaseBackups } from "./database-backups.ts";

const INVALID = "InvalidParameterValue";

const request = z.object({
  DBInstanceIdentifier: z.string().optional(),
  SnapshotType: z.enum(["automated", "manual", "shared", "public", "awsbackup"]).optional(),
  MaxRecords: z.coerce.number().int().min(20).max(100).optional(),
  Marker: z.string().optional(),
});

type Request = z.output<typeof request>;

function requireInstance({ instance }: DatabaseBackups, id: string | undefined): void {
  if (id === undefined || id === instance) return;
  throw new ApiError("DBInstanceNotFound", `DBInstance ${id} not found.`, 404);
}

function describeSnapshots(backups: DatabaseBackups, input: Request) {
  requireInstance(backups, input.DBInstanceIdentifier);
  const wanted = input.SnapshotType === undefined || input.SnapshotType === "automated";
  // RDS promises no order: oldest first is one that a caller must not rely on.
  const { items, next } = page(wanted ? backups.snapshots().toReversed() : [], {
    size: input.MaxRecords ?? 100,
    token: input.Marker,
    invalidType: INVALID,
  });
  const DBSnapshot = items.map(({ id, createdAt }) => ({
    DBSnapshotIdentifier: id,
    DBInstanceIdentifier: backups.instance,
    SnapshotCreateTime: createdAt,
    Status: "available",
    SnapshotType: "automated",
    Engine: "postgres",
  }));
  return { DBSnapshots: { DBSnapshot }, Marker: next };
}

function describeInstances(backups: DatabaseBackups, input: Request) {
  requireInstance(backups, input.DBInstanceIdentifier);
  const DBInstance = {
    DBInstanceIdentifier: backups.instance,
    DBInstanceStatus: "available",
    Engine: "postgres",
    BackupRetentionPeriod: backups.retentionDays,
    LatestRestorableTime: backups.latestRestorableTime(),
  };
  return { DBInstances: { DBInstance: [DBInstance] } };
}

/** The part of RDS that tells about backups. */
export function rds(backups: DatabaseBackups): AwsService {
  return {
    target: "2014-10-31",
    actions: {
      DescribeDBSnapshots: defineAction(request, (input) => describeSnapshots(backups, input), INVALID),
      DescribeDBInstances: defineAction(request, (input) => describeInstances(backups, input), INVALID),
    },
  };
}
