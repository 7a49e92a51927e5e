import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { requestInspection } from "#lib/operations/rotation/request-inspection.ts";
import { decideWaiver } from "#lib/operations/waiver/decide-waiver.ts";
import { proposeWaiver } from "#lib/operations/waiver/propose-waiver.ts";
import { current, must } from "#tests/operations-world.ts";
import {
  approve,
  beginRotation,
  complete,
  openPhase,
  openWorkerWorld,
  outcome,
  start,
  type WorkerWorld,
} from "#tests/worker-world.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const COLUMN = "patient_persons.phone_encrypted";
const CHECK = "every-row-decrypts-without-old-key";
const LOST = 7;

let it: WorkerWorld;
beforeAll(async () => {
  it = await openWorkerWorld({ timeCompression: 100_000 });
  await flipLastByte();
  it.startWorker();
  await beginRotation(it);
});
afterAll(() => it[Symbol.asyncDispose]());

const flipLastByte = () =>
  it.world.database.pool.query(
    `UPDATE patient_persons SET phone_encrypted =
       set_byte(phone_encrypted, octet_length(phone_encrypted) - 1, get_byte(phone_encrypted, octet_length(phone_encrypted) - 1) # 1)
     WHERE id = $1`,
    [LOST],
  );

async function evidenceOf(phaseRunId: string) {
  const { data } = await it.world.web.db.evidence.findUniqueOrThrow({ where: { phaseRunId } });
  return (data as { columns: { column: string }[] }).columns.find(({ column }) => column === COLUMN);
}

async function waiveLostCell(): Promise<void> {
  const { rows } = await it.world.database.pool.query<{ digest: string }>(
    "SELECT digest FROM key_rotation.quarantine WHERE resolved_at IS NULL",
  );
  const { rotationId } = await current(it.world);
  const reason = "Damaged in 2023; the clinic has the number on paper.";
  const cell = {
    kind: "cell",
    rotationId,
    column: COLUMN,
    rowKey: String(LOST),
    digest: rows[0]?.digest,
    reason,
  };
  const { waiverId } = await must(proposeWaiver(it.world.web, it.world.people.ana, cell));
  await must(decideWaiver(it.world.web, it.world.people.elena, { waiverId, decision: "approved" }));
}

async function noInspectionPending(phaseRunId: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const run = await it.world.web.db.phaseRun.findUniqueOrThrow({ where: { id: phaseRunId } });
      if (run.inspectionRequestedAt !== null) throw new Error("The worker is still looking.");
    },
    { timeout: 60_000, interval: 50 },
  );
}

/** The worker's new answer to the check that guards the removal. */
async function askAgain(phaseRunId: string) {
  await noInspectionPending(phaseRunId);
  await must(requestInspection(it.world.web, it.world.people.ana, { phaseRunId }));
  await noInspectionPending(phaseRunId);
  return it.world.web.db.checkResult.findFirstOrThrow({ where: { phaseRunId, checkId: CHECK } });
}

test("re-encryption does not end while a lost cell is neither repaired nor waived, and ends once two people waived it", async () => {
  let run = await current(it.world);
  while (run.stepId !== "re-encrypt") {
    await complete(it);
    run = await current(it.world);
  }
  run = await approve(it);
  await start(it, run);
  const failed = await outcome(it, run);
  expect(failed).toMatchObject({
    status: "failed",
    problem: expect.stringMatching(/1 cell cannot be decrypted .* waived by two people/) as string,
  });
  await waiveLostCell();
  await start(it, failed);
  expect(await outcome(it, failed)).toMatchObject({ status: "completed" });
  expect(await evidenceOf(run.id)).toMatchObject({ quarantined: 1, waived: 1, remaining: 1, unexplained: 0 });
});

test("the verification reports the waived cell apart, never as one that decrypts", async () => {
  const { id } = await complete(it);
  expect(await evidenceOf(id)).toMatchObject({ total: 200, current: 199, failed: 0, waived: 1 });
});

test("the old key stays while the waived cell holds other bytes than were waived, and goes when it does not", async () => {
  const { id } = await openPhase(it, "retire-old-key/retire");
  await flipLastByte();
  await it.world.database.pool.query(
    "UPDATE patient_persons SET phone_encrypted = set_byte(phone_encrypted, 5, get_byte(phone_encrypted, 5) # 1) WHERE id = $1",
    [LOST],
  );
  expect(await askAgain(id)).toMatchObject({ outcome: "fail", value: "199 of 200 cells decrypt" });
  await it.world.database.pool.query(
    "UPDATE patient_persons SET phone_encrypted = set_byte(phone_encrypted, 5, get_byte(phone_encrypted, 5) # 1) WHERE id = $1",
    [LOST],
  );
  await flipLastByte();
  expect(await askAgain(id)).toMatchObject({
    outcome: "pass",
    value: "199 of 200 cells decrypt, 1 waived by two people and unchanged",
  });
  await complete(it);
});

test("the KEY_ROTATION row says how many cells were waived", async () => {
  await complete(it);
  const { rows } = await it.world.database.pool.query<{ waived: number }>(
    "SELECT (changes ->> 'records_waived')::int AS waived FROM audit_log WHERE action = 'KEY_ROTATION'",
  );
  expect(rows).toEqual([{ waived: 1 }]);
});
