import { describe, expect, test } from "vitest";
import type { BackupState } from "../../../ports/backups.ts";
import type { StepContext } from "../../../ports/step-context.ts";
import { destroy } from "../steps/destroy-old-key.ts";
import { backupIsRecent, noAutomatedBackupNeedsOldKey, noKeptSnapshotNeedsOldKey } from "./backup-checks.ts";

const RETIRED = new Date("2026-02-03T12:00:00Z");
const days = (count: number) => new Date(RETIRED.getTime() + count * 86_400_000);
const NOTHING: BackupState = {
  snapshots: [],
  latestRestorableTime: null,
  earliestRestorableTime: null,
  retentionDays: 0,
};
const snapshot = (id: string, createdAt: Date, status = "available") => ({
  id,
  createdAt,
  status,
  expires: true,
});
const kept = (id: string, createdAt: Date) => ({ ...snapshot(id, createdAt), expires: false });

/** What the checks ask for: the backups, the clock and when the key may go. */
function contextOf(state: Partial<BackupState>, now: Date, retiredAt: Date | null = RETIRED): StepContext {
  const asked = {
    backups: { state: () => Promise.resolve({ ...NOTHING, ...state }) },
    clock: { now: () => now.getTime() },
    rotation: { retiredAt, destroyFrom: retiredAt && days(30) },
  };
  return asked as unknown as StepContext;
}

const [retentionOver] = destroy.checks;
const outcome = async (check: typeof retentionOver, context: StepContext) =>
  (await check?.run(context))?.outcome;

describe("the old key may be destroyed", () => {
  test("from the date that policy gives, not an instant earlier, and never before its retirement", async () => {
    expect(await outcome(retentionOver, contextOf({}, new Date(days(30).getTime() - 1)))).toBe("fail");
    expect(await outcome(retentionOver, contextOf({}, days(30)))).toBe("pass");
    expect(await outcome(retentionOver, contextOf({}, days(400), null))).toBe("unknown");
  });

  test("only when no automated backup that can be restored is older than its retirement", async () => {
    const run = (state: Partial<BackupState>) =>
      outcome(noAutomatedBackupNeedsOldKey, contextOf(state, days(31)));
    expect(await run({})).toBe("pass");
    expect(await run({ snapshots: [snapshot("new", days(1))], earliestRestorableTime: days(24) })).toBe(
      "pass",
    );
    expect(await run({ snapshots: [snapshot("new", days(1)), snapshot("old", days(-1))] })).toBe("fail");
    expect(await run({ snapshots: [snapshot("old", days(-1), "copying")] })).toBe("fail");
    expect(await run({ earliestRestorableTime: days(-0.01) })).toBe("fail");
    expect(await outcome(noAutomatedBackupNeedsOldKey, contextOf({}, days(31), null))).toBe("unknown");
  });

  test("only when no snapshot that somebody made is older, and whoever is refused reads which one", async () => {
    const run = (...snapshots: BackupState["snapshots"]) =>
      noKeptSnapshotNeedsOldKey.run(contextOf({ snapshots }, days(31)));
    expect(await run(kept("new", days(1)), snapshot("automated", days(-1)))).toMatchObject({
      outcome: "pass",
    });
    const refused = await run(kept("manual-january", days(-20)), kept("new", days(1)));
    expect(refused.outcome).toBe("fail");
    expect(refused.value).toContain("manual-january");
    expect(refused.value).not.toContain("new");
    expect(await outcome(noKeptSnapshotNeedsOldKey, contextOf({}, days(31), null))).toBe("unknown");
  });

  test("by waiting alone, unless somebody has to delete a snapshot", () => {
    expect(destroy.checks.filter((check) => !check.clearsByItself)).toEqual([noKeptSnapshotNeedsOldKey]);
  });
});

const recent = (state: Partial<BackupState>) => outcome(backupIsRecent, contextOf(state, days(1)));

describe("a backup is recent", () => {
  test("for a day, whatever the order in which snapshots are listed", async () => {
    expect(await recent({ snapshots: [snapshot("a", days(-3)), snapshot("b", days(0))] })).toBe("pass");
    expect(await recent({ snapshots: [snapshot("a", days(-0.01))] })).toBe("fail");
  });

  test("only when it can be restored", async () => {
    expect(await recent({})).toBe("fail");
    expect(await recent({ snapshots: [snapshot("a", days(0.9), "creating"), snapshot("b", days(-2))] })).toBe(
      "fail",
    );
  });
});
