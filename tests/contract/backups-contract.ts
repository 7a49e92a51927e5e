import { randomUUID } from "node:crypto";
import { CreateDBInstanceCommand, CreateDBSnapshotCommand, RDSClient } from "@aws-sdk/client-rds";
import { expect, test } from "vitest";
import { createBackups } from "#lib/adapters/aws-rds/backups.ts";
import type { Account } from "./aws-world.ts";

/** More than fit on a page of any endpoint that is asked for as many as it likes. */
const MANUAL = 23;

async function newInstance(account: Account, manual: number) {
  const { connection } = account();
  const client = new RDSClient(connection);
  const instanceId = `db-${randomUUID().slice(0, 8)}`;
  await client.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: instanceId,
      DBInstanceClass: "db.t4g.micro",
      Engine: "postgres",
      AllocatedStorage: 20,
      MasterUsername: "contract",
      MasterUserPassword: randomUUID(),
      BackupRetentionPeriod: 7,
    }),
  );
  const ids = Array.from({ length: manual }, (_, index) => `${instanceId}-${index}`);
  for (const DBSnapshotIdentifier of ids)
    await client.send(
      new CreateDBSnapshotCommand({ DBInstanceIdentifier: instanceId, DBSnapshotIdentifier }),
    );
  return { ids, backups: createBackups({ ...connection, instanceId }) };
}

/** What Keyturn relies on in RDS. moto tells a restorable time also when backups are off, so that is left out here. */
export function backupsContract(account: Account): void {
  test("snapshots come newest first, automated ones expire, and the window of recovery is told", async () => {
    const { backups, ids } = await newInstance(account, 2);
    const { snapshots, retentionDays, latestRestorableTime, earliestRestorableTime } = await backups.state();
    const times = snapshots.map(({ createdAt }) => createdAt.getTime());
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(snapshots.every(({ status }) => status === "available")).toBe(true);
    const kept = snapshots.filter(({ expires }) => !expires).map(({ id }) => id);
    expect(kept.toSorted()).toEqual(ids);
    expect(snapshots.length).toBeGreaterThan(ids.length);
    expect(retentionDays).toBe(7);
    expect(earliestRestorableTime?.getTime()).toBeLessThanOrEqual(latestRestorableTime?.getTime() ?? 0);
  });

  test("more snapshots than fit on a page are all found, and those of other instances are not", async () => {
    const { backups, ids } = await newInstance(account, MANUAL);
    await newInstance(account, 1);
    const { snapshots } = await backups.state();
    const manual = snapshots.filter(({ expires }) => !expires).map(({ id }) => id);
    expect(manual.toSorted()).toEqual(ids.toSorted());
  });

  test("an instance that does not exist is not found, and the setting is named", async () => {
    const missing = createBackups({ ...account().connection, instanceId: "db-that-is-not" }).state();
    await expect(missing).rejects.toMatchObject({ code: "not-found" });
    await expect(missing).rejects.toThrow("DB_INSTANCE_ID");
  });
}
