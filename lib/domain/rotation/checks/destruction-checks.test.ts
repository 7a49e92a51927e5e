import { describe, expect, test } from "vitest";
import type { BackupState } from "../../../ports/backups.ts";
import type { StepContext } from "../../../ports/step-context.ts";
import { destroy } from "../steps/destroy-old-key.ts";
import { backupIsRecent, noBackupNeedsOldKey } from "./backup-checks.ts";

const RETIRED = new Date("2026-02-03T12:00:00Z");
const days = (count: number) => new Date(RETIRED.getTime() + count * 86_400_000);
const NOTHING: BackupState = {
  snapshots: [],
  latestRestorableTime: null,
  earliestRestorableTime: null,
  retentionDays: 0,
};
const snapshot = (id: string, createdAt: Date, status = "available") => ({ id, createdAt, status });

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

  test("only when nothing that can be restored is older than its retirement", async () => {
    const run = (state: Partial<BackupState>) => outcome(noBackupNeedsOldKey, contextOf(state, days(31)));
    expect(await run({})).toBe("pass");
    expect(await run({ snapshots: [snapshot("new", days(1))], earliestRestorableTime: days(24) })).toBe(
      "pass",
    );
    expect(await run({ snapshots: [snapshot("new", days(1)), snapshot("old", days(-1))] })).toBe("fail");
    expect(await run({ snapshots: [snapshot("old", days(-1), "copying")] })).toBe("fail");
    expect(await run({ earliestRestorableTime: days(-0.01) })).toBe("fail");
    expect(await outcome(noBackupNeedsOldKey, contextOf({}, days(31), null))).toBe("unknown");
  });

  test("and whoever is refused reads which backup is in the way", async () => {
    const context = contextOf({ snapshots: [snapshot("manual-january", days(-20))] }, days(31));
    expect((await noBackupNeedsOldKey.run(context)).value).toContain("manual-january");
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
