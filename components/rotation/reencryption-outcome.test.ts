import { describe, expect, it } from "vitest";
import type { ColumnProgressView, ReencryptionView } from "#lib/domain/rotation/live-views.ts";
import { reencryptionOutcome } from "./reencryption-outcome.ts";

const column: ColumnProgressView = {
  column: "patient_persons.phone_encrypted",
  total: 1000,
  reencrypted: 1000,
  alreadyCurrent: 0,
  raced: 0,
  deleted: 0,
  nulled: 0,
  quarantined: 0,
  unexplained: 0,
};

function run(status: ReencryptionView["status"], change: Partial<ColumnProgressView> = {}): ReencryptionView {
  return {
    status,
    startedAt: "2026-02-01T09:00:00.000Z",
    finishedAt: null,
    heartbeatAt: null,
    columns: [{ ...column, ...change }],
    cellsPerSecond: null,
    etaSeconds: null,
    batchSize: 1000,
    batches: 1,
    control: null,
    newestLines: [],
    rateHistory: [],
  };
}

describe("how a re-encryption run reads", () => {
  it("reads as completed when every cell is settled and none is in quarantine", () => {
    expect(reencryptionOutcome(run("completed"))).toMatchObject({ status: "completed", problem: null });
  });

  it.each(["completed", "completed-with-quarantine", "failed", "cancelled"] as const)(
    "never reads as a success with a quarantined cell (%s)",
    (status) => {
      const outcome = reencryptionOutcome(run(status, { reencrypted: 999, quarantined: 1 }));
      expect(outcome.status).toBe("problem");
      expect(outcome.problem).toContain("1 cell does not open and is in quarantine");
    },
  );

  it("reads as completed when every quarantined cell was waived, and says how many", () => {
    const view = run("completed-with-quarantine", { reencrypted: 998, quarantined: 2 });
    expect(reencryptionOutcome(view, 1).problem).toContain("1 cell does not open");
    expect(reencryptionOutcome(view, 2)).toMatchObject({ status: "completed", problem: null });
    expect(reencryptionOutcome(view, 2).sentence).toContain("2 waived by two people");
  });

  it("never reads as a success with a cell that the ledger does not explain", () => {
    expect(reencryptionOutcome(run("completed", { reencrypted: 999, unexplained: 1 })).status).toBe(
      "problem",
    );
  });

  it("never reads as a success when fewer cells are settled than there are", () => {
    const outcome = reencryptionOutcome(run("completed", { reencrypted: 990 }));
    expect(outcome.status).toBe("problem");
    expect(outcome.problem).toContain("10 cells are not accounted for");
  });

  it("never reads as a success when the run itself reports a quarantine that the counts do not show", () => {
    expect(reencryptionOutcome(run("completed-with-quarantine")).status).toBe("problem");
  });

  it("says that cells are in quarantine while the run is still going", () => {
    const outcome = reencryptionOutcome(run("running", { reencrypted: 500, quarantined: 3 }));
    expect(outcome).toMatchObject({ status: "in-progress" });
    expect(outcome.problem).toContain("3 cells do not open");
  });

  it("reads as waiting while it is paused or held back", () => {
    const orders = { jobId: "1", version: 0, wish: "pause" as const, standsSince: null, mayControl: false };
    const limits = { cellsPerSecond: null, mostCellsPerSecond: null, wishedBy: null, wishedAt: null };
    const throttle = { dutyPercent: null, lag: null, p95: null, deadRows: null };
    const measured = {
      throttle,
      replicaLagSeconds: null,
      applicationP95Ms: null,
      deadRowsPercent: null,
      heldFor: null,
      heldSince: null,
      workers: [],
    };
    const control = { ...orders, ...limits, ...measured };
    const paused = { ...run("running", { reencrypted: 430 }), control };
    const held = {
      ...paused,
      control: { ...control, wish: "run" as const, heldFor: "A replica is 12 s behind." },
    };
    expect(reencryptionOutcome(held)).toMatchObject({
      status: "waiting",
      sentence: expect.stringMatching(/^Held back/),
    });
    expect(reencryptionOutcome(paused)).toMatchObject({
      status: "waiting",
      sentence: "Paused · 43% · 430 of 1,000 cells settled",
    });
  });

  it("does not take cells that are merely unread for unexplained while the run is going", () => {
    expect(reencryptionOutcome(run("running", { reencrypted: 500, unexplained: 500 })).problem).toBeNull();
  });

  it("never shows 100% before every cell is settled, nor more than 100% after", () => {
    expect(reencryptionOutcome(run("running", { reencrypted: 999 })).sentence).toMatch(/^99%/u);
    expect(reencryptionOutcome(run("running", { reencrypted: 1005 })).sentence).toMatch(/^100%/u);
  });
});
