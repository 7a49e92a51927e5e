import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { beginEffect } from "#lib/operations/rotation/begin-effect.ts";
import { decideApproval } from "#lib/operations/rotation/decide-approval.ts";
import { requestApproval } from "#lib/operations/rotation/request-approval.ts";
import { startPhase } from "#lib/operations/rotation/start-phase.ts";
import {
  claim,
  current,
  FIELDS,
  must,
  openWorld,
  PLAN,
  reset,
  rotation,
  type World,
} from "#tests/operations-world.ts";
import {
  answered,
  heldUp,
  LATE_BACKUP,
  LOST_COLUMN,
  lostCell,
  proposedWaiver,
  REASON,
  type SeenCheck,
  waived,
} from "#tests/waiver-world.ts";
import { SYSTEM } from "../caller.ts";
import { decideWaiver } from "./decide-waiver.ts";
import { proposeWaiver } from "./propose-waiver.ts";
import { withdrawWaiver } from "./withdraw-waiver.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await reset(world);
  await world.database.pool.query("TRUNCATE key_rotation.quarantine");
});

const refused = (code: string) => ({ ok: false, problem: { code } });
const decide = (waiverId: string, by: "ana" | "mihai" | "elena", decision = "approved") =>
  decideWaiver(world.web, world.people[by], { waiverId, decision, comment: "Not yet." });
const submit = async () => {
  const { id, version } = await current(world);
  return requestApproval(world.web, world.people.ana, { phaseRunId: id, version, fields: FIELDS });
};

describe("two people", () => {
  test("neither the proposer nor another operator of the rotation decides, whatever their roles", async () => {
    const { waiverId } = await proposedWaiver(world);
    expect(await decide(waiverId, "ana")).toMatchObject(refused("forbidden"));
    await world.database.pool.query(
      "INSERT INTO key_rotation.participant SELECT rotation_id, $1, 'operator' FROM key_rotation.waiver",
      [world.idOf("mihai")],
    );
    expect(await decide(waiverId, "mihai")).toMatchObject(refused("forbidden"));
    expect(await decide(waiverId, "elena")).toMatchObject({ ok: true });
  });

  test("another account of the proposer is the proposer", async () => {
    const { waiverId } = await proposedWaiver(world);
    await world.database.pool.query(
      "UPDATE key_rotation.actor SET platform_user_id = (SELECT platform_user_id FROM key_rotation.actor WHERE subject = 'ana') WHERE subject = 'mihai'",
    );
    expect(await decide(waiverId, "mihai")).toMatchObject(refused("forbidden"));
    await world.database.pool.query(
      "UPDATE key_rotation.actor SET platform_user_id = 102 WHERE subject = 'mihai'",
    );
  });

  test.each([
    ["by nobody", "decided_by = NULL, decider_duty = 'approver', decided_at = now()"],
    ["at no time", "decided_by = $1, decider_duty = 'approver', decided_at = NULL"],
    ["without a duty", "decided_by = $1, decider_duty = NULL, decided_at = now()"],
    ["by the proposer", "decided_by = proposed_by, decider_duty = 'approver', decided_at = now()"],
    ["by an operator", "decided_by = $1, decider_duty = 'operator', decided_at = now()"],
    ["by a stranger to the rotation", "decided_by = $1, decider_duty = 'approver', decided_at = now()"],
  ])("the database itself refuses an approval %s", async (_, columns) => {
    await proposedWaiver(world);
    const values = columns.includes("$1") ? [world.idOf("dan")] : [];
    await expect(
      world.database.pool.query(`UPDATE key_rotation.waiver SET status = 'approved', ${columns}`, values),
    ).rejects.toThrow(/constraint/);
  });

  test("what was decided stays decided, also for somebody with the rights of the web process", async () => {
    const { waiverId } = await waived(world);
    expect(await decide(waiverId, "elena", "rejected")).toMatchObject(refused("wrong-state"));
    await expect(
      world.web.db.waiver.update({ where: { id: waiverId }, data: { status: "open" } }),
    ).rejects.toThrow();
    await expect(
      world.web.db.waiver.update({ where: { id: waiverId }, data: { reason: "Another reason entirely" } }),
    ).rejects.toThrow(/permission denied/);
  });

  test("only its proposer withdraws it, and only before it is decided", async () => {
    const { waiverId } = await proposedWaiver(world);
    expect(await withdrawWaiver(world.web, world.people.ioana, { waiverId })).toMatchObject(
      refused("forbidden"),
    );
    await must(withdrawWaiver(world.web, world.people.ana, { waiverId }));
    expect(await decide(waiverId, "elena")).toMatchObject(refused("wrong-state"));
    expect(await withdrawWaiver(world.web, world.people.ana, { waiverId })).toMatchObject(
      refused("wrong-state"),
    );
  });
});

describe("a check", () => {
  test("stops holding the gate up once it is waived, and the snapshot says so instead of calling it passed", async () => {
    const { waiverId } = await proposedWaiver(world);
    expect(await submit()).toMatchObject(refused("wrong-state"));
    await must(decide(waiverId, "elena"));
    const { requestId } = await must(submit());
    const { checks } = await world.web.db.approvalRequest.findUniqueOrThrow({ where: { id: requestId } });
    expect(checks).toMatchObject([{ outcome: "fail", waived: `waived by ana and elena: ${REASON}` }]);
  });

  test.each<[string, Partial<SeenCheck>]>([
    ["another value", { value: "no available snapshot" }],
    ["no answer any more", { outcome: "unknown" }],
  ])("that answers differently, with %s, holds the gate up again", async (_, change) => {
    const { run } = await waived(world);
    await answered(world, run.id, [{ ...LATE_BACKUP, ...change }]);
    expect(await submit()).toMatchObject(refused("wrong-state"));
  });

  test("holds the gate up again after the epoch rose", async () => {
    await waived(world);
    await world.database.pool.query("UPDATE key_rotation.rotation SET epoch = epoch + 1");
    expect(await submit()).toMatchObject(refused("wrong-state"));
  });

  test("that was waived lets the worker begin; one that fails differently just before does not", async () => {
    await waived(world);
    const { requestId } = await must(submit());
    const { planHash } = await current(world);
    await must(decideApproval(world.web, world.people.elena, { requestId, planHash, decision: "approved" }));
    const { id, version } = await current(world);
    await must(startPhase(world.web, world.people.ana, { phaseRunId: id, version }));
    const { fence } = await claim(world, await current(world));
    const begin = (value: string) =>
      beginEffect(world.worker, SYSTEM, {
        phaseRunId: id,
        fence,
        checks: [{ ...LATE_BACKUP, value }],
        plan: PLAN,
      });
    expect(await begin("no available snapshot")).toMatchObject(refused("wrong-state"));
    expect(await begin(LATE_BACKUP.value)).toMatchObject({ ok: true });
  });

  test("that protects the data or the key cannot be waived, nor by a row written past the operation", async () => {
    const run = await rotation(world);
    const drift = { ...LATE_BACKUP, id: "every-column-classified", value: "not classified: a.b" };
    await answered(world, run.id, [drift]);
    const proposal = {
      kind: "check",
      phaseRunId: run.id,
      checkId: drift.id,
      outcome: "fail",
      value: drift.value,
    };
    expect(await proposeWaiver(world.web, world.people.ana, { ...proposal, reason: REASON })).toMatchObject(
      refused("forbidden"),
    );
    const { waiverId } = await waivedPastOperations(run.id, drift);
    expect(waiverId).toBeDefined();
    expect(await submit()).toMatchObject(refused("wrong-state"));
  });

  test("is waived as it was seen: a proposal for an older answer is stale, a second one is refused", async () => {
    const { proposal } = await heldUp(world);
    const older = { ...proposal, value: "rds:old is of 2026-11-20" };
    expect(await proposeWaiver(world.web, world.people.ana, older)).toMatchObject(refused("stale"));
    await must(proposeWaiver(world.web, world.people.ana, proposal));
    expect(await proposeWaiver(world.web, world.people.ana, proposal)).toMatchObject(refused("wrong-state"));
  });
});

async function waivedPastOperations(phaseRunId: string, check: SeenCheck) {
  const { pool } = world.database;
  const { rows } = await pool.query<{ rotation_id: string }>(
    "INSERT INTO key_rotation.participant SELECT rotation_id, $2, 'approver' FROM key_rotation.phase_run WHERE id = $1 RETURNING rotation_id",
    [phaseRunId, world.idOf("elena")],
  );
  const inserted = await pool.query<{ id: string }>(
    `INSERT INTO key_rotation.waiver (rotation_id, kind, phase_run_id, check_id, label, outcome, value, epoch, reason,
       proposed_by, status, decided_by, decider_duty, decided_at)
     VALUES ($1, 'check', $2, $3, 'x', 'fail', $4, 0, 'Because it is written here.', $5, 'approved', $6, 'approver', now()) RETURNING id::text`,
    [rows[0]?.rotation_id, phaseRunId, check.id, check.value, world.idOf("ana"), world.idOf("elena")],
  );
  return { waiverId: inserted.rows[0]?.id };
}

async function proposeCell(cell: Parameters<typeof lostCell>[2] = {}) {
  const { rotationId } = await rotation(world);
  const jobOf = cell.jobOf ?? rotationId;
  return proposeWaiver(world.web, world.people.ana, await lostCell(world, rotationId, { ...cell, jobOf }));
}

describe("a cell", () => {
  test.each([
    ["that the retiring key opens", { opensWith: 1 }],
    ["that the new key opens", { opensWith: 2 }],
    ["that was not tried with the retiring key", { tried: [2] }],
    ["that was not tried with the new key", { tried: [1] }],
  ])("%s cannot be waived", async (_, cell) => {
    expect(await proposeCell(cell)).toMatchObject(refused("wrong-state"));
  });

  test("that a job of another rotation found cannot be waived in this one", async () => {
    expect(await proposeCell({ jobOf: "R-2020-Q1" })).toMatchObject(refused("not-found"));
  });

  test.each([
    ["changed", "UPDATE key_rotation.quarantine SET digest = repeat('0', 64)", "stale"],
    ["was found to open with a key", "UPDATE key_rotation.quarantine SET opens_with = 1", "wrong-state"],
    ["left the quarantine", "UPDATE key_rotation.quarantine SET resolved_at = now()", "wrong-state"],
  ])(
    "that %s since the proposal is not waived, and a waiver given before covers it no more",
    async (_, sql, code) => {
      const { waiverId } = await must(proposeCell());
      const covered = () =>
        world.database.pool.query("SELECT 1 FROM key_rotation.waived_cell WHERE column_name = $1", [
          LOST_COLUMN,
        ]);
      await world.database.pool.query(sql);
      expect(await decide(waiverId, "elena")).toMatchObject(refused(code));
      await world.database.pool.query(
        "UPDATE key_rotation.quarantine SET digest = $1, opens_with = NULL, resolved_at = NULL",
        ["cd".repeat(32)],
      );
      await must(decide(waiverId, "elena"));
      expect((await covered()).rowCount).toBe(1);
      await world.database.pool.query(sql);
      expect((await covered()).rowCount).toBe(0);
    },
  );
});
