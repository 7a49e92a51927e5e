import { instantText } from "../instant-text.ts";
import type { Check } from "../step.ts";

const DAY_MS = 86_400_000;
const NOT_RETIRED = { outcome: "unknown", value: "the old key has not been retired" } as const;

/** A snapshot that is available and younger than a day. Nobody can waive it where a key is removed: a restore may be the way back. */
export const backupBeforeRemoval: Check = {
  id: "backup-recent",
  label: "Backups are current",
  expected: "an available snapshot of the last 24 hours",
  source: "RDS snapshots and restorable window",
  run: async ({ backups, clock }) => {
    const { snapshots, latestRestorableTime } = await backups.state();
    const newest = snapshots
      .filter((snapshot) => snapshot.status === "available")
      .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime())[0];
    if (!newest) return { outcome: "fail", value: "no available snapshot" };
    const ageMs = clock.now() - newest.createdAt.getTime();
    if (ageMs > DAY_MS)
      return { outcome: "fail", value: `${newest.id} is of ${instantText(newest.createdAt)}` };
    const restorable = latestRestorableTime ? `, restorable until ${instantText(latestRestorableTime)}` : "";
    const age = `${Math.floor(ageMs / 3_600_000)} h old`;
    return { outcome: "pass", value: `${newest.id}, ${age}${restorable}` };
  },
};

/** The same before work that overwrites no value unopened and keeps both keys: there a late snapshot can be waived. */
export const backupIsRecent: Check = { ...backupBeforeRemoval, waivable: true };

const KNOWN = 5;

/** Every point that can still be restored must be younger than the last moment at which a cell was on the old key. */
export const noAutomatedBackupNeedsOldKey: Check = {
  id: "no-automated-backup-needs-old-key",
  label: "No automated backup needs the old key",
  expected: "every restorable point is younger than the retirement",
  source: "RDS automated snapshots and restorable window",
  clearsByItself: true,
  run: async ({ backups, rotation: { retiredAt } }) => {
    if (retiredAt === null) return NOT_RETIRED;
    const { snapshots, earliestRestorableTime, retentionDays } = await backups.state();
    const needing = snapshots.filter(({ createdAt, expires }) => expires && createdAt < retiredAt);
    const window = earliestRestorableTime !== null && earliestRestorableTime < retiredAt;
    if (needing.length === 0 && !window) return { outcome: "pass", value: "none" };
    const reasons = [
      ...(needing.length === 0 ? [] : [`${needing.length} automated snapshots`]),
      ...(window ? [`point-in-time recovery from ${instantText(earliestRestorableTime)}`] : []),
    ];
    return {
      outcome: "fail",
      value: `still needed by ${reasons.join(" and ")}; RDS keeps them ${retentionDays} days`,
    };
  },
};

/** Those that people or AWS Backup made stay until somebody deletes them. */
export const noKeptSnapshotNeedsOldKey: Check = {
  id: "no-kept-snapshot-needs-old-key",
  label: "No manual snapshot needs the old key",
  expected: "every manual snapshot is younger than the retirement",
  source: "RDS manual snapshots and those of AWS Backup",
  run: async ({ backups, rotation: { retiredAt } }) => {
    if (retiredAt === null) return NOT_RETIRED;
    const { snapshots } = await backups.state();
    const needing = snapshots.filter(({ createdAt, expires }) => !expires && createdAt < retiredAt);
    if (needing.length === 0) return { outcome: "pass", value: "none" };
    const more = needing.length > KNOWN ? ` and ${needing.length - KNOWN} more` : "";
    const names = needing.slice(0, KNOWN).map(({ id }) => id);
    return {
      outcome: "fail",
      value: `still needed by ${names.join(", ")}${more}: delete them once nobody may restore them`,
    };
  },
};
