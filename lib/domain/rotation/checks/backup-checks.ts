import type { Check } from "../step.ts";

const DAY_MS = 86_400_000;

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
      return { outcome: "fail", value: `${newest.id} is of ${newest.createdAt.toISOString()}` };
    const restorable = latestRestorableTime ? `, restorable until ${latestRestorableTime.toISOString()}` : "";
    const age = `${Math.floor(ageMs / 3_600_000)} h old`;
    return { outcome: "pass", value: `${newest.id}, ${age}${restorable}` };
  },
};

/** The same before work that overwrites no value unopened and keeps both keys: there a late snapshot can be waived. */
export const backupIsRecent: Check = { ...backupBeforeRemoval, waivable: true };

/** Every point that can still be restored must be younger than the last moment at which a cell was on the old key. */
export const noBackupNeedsOldKey: Check = {
  id: "no-backup-needs-old-key",
  label: "No backup needs the old key",
  expected: "every restorable point and snapshot is younger than the retirement",
  source: "RDS snapshots and restorable window",
  run: async ({ backups, rotation }) => {
    const { snapshots, earliestRestorableTime } = await backups.state();
    const { retiredAt } = rotation;
    if (retiredAt === null) return { outcome: "unknown", value: "the old key has not been retired" };
    const needing = snapshots
      .filter((snapshot) => snapshot.createdAt < retiredAt)
      .map((snapshot) => snapshot.id);
    const window = earliestRestorableTime !== null && earliestRestorableTime < retiredAt;
    if (needing.length === 0 && !window) return { outcome: "pass", value: "none" };
    const blockers = [
      ...needing,
      ...(window ? [`point in time from ${earliestRestorableTime.toISOString()}`] : []),
    ];
    return { outcome: "fail", value: `still needed by ${blockers.slice(0, 5).join(", ")}` };
  },
};
