import { GetSecretValueCommand, PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import {
  approve,
  beginRotation,
  complete,
  openWorkerWorld,
  outcome,
  start,
  type WorkerWorld,
} from "#tests/worker-world.ts";

vi.setConfig({ testTimeout: 120_000 });

let it: WorkerWorld;
beforeAll(async () => {
  it = await openWorkerWorld();
  it.startWorker();
  await beginRotation(it);
});
afterAll(() => it[Symbol.asyncDispose]());

const SecretId = "restartix-prod/env";
const EDITED = '"MAINTENANCE_MODE": true';

/** What a colleague does in the AWS console meanwhile. */
async function editSecret(from: string, to: string): Promise<void> {
  const { SecretString = "" } = await it.env.secrets.send(new GetSecretValueCommand({ SecretId }));
  expect(SecretString).toContain(from);
  await it.env.secrets.send(
    new PutSecretValueCommand({ SecretId, SecretString: SecretString.replace(from, to) }),
  );
}

const added = (plan: unknown) =>
  (plan as { diff: { change: string }[] }).diff.filter(({ change }) => change !== "unchanged");

const requestOf = (phaseRunId: string) =>
  it.world.web.db.approvalRequest.findFirstOrThrow({
    where: { phaseRunId },
    orderBy: { requestedAt: "desc" },
  });

test("an approval that has expired when the worker begins is refused, and nothing was done", async () => {
  await complete(it);
  const run = await approve(it);
  await it.world.database.pool.query("UPDATE key_rotation.approval_request SET expires_at = now()");
  await start(it, run);
  const failed = await outcome(it, run);
  expect(failed).toMatchObject({
    status: "failed",
    effectBegunAt: null,
    problem: expect.stringMatching(/expired/) as string,
  });
  expect(await requestOf(run.id)).toMatchObject({ status: "expired" });
  expect(await it.world.web.db.evidence.count({ where: { phaseRunId: run.id } })).toBe(0);
  for (const phase of ["prepare", "generate", "keep-escrow"])
    expect((await complete(it)).phaseId).toBe(phase);
});

test("a secret that somebody edits after the approval voids it; the next plan shows the new difference, and the edit stays", async () => {
  const run = await approve(it);
  expect(run.stepId).toBe("store-key");
  const before = await requestOf(run.id);
  await editSecret('"MAINTENANCE_MODE": false', EDITED);
  await start(it, run);
  const failed = await outcome(it, run);
  expect(failed).toMatchObject({ status: "failed", effectBegunAt: null });
  expect(await requestOf(run.id)).toMatchObject({ status: "void" });
  expect(it.env.aws.secretText()).toContain(EDITED);
  expect(it.env.aws.secretText()).not.toContain("ENCRYPTION_KEY_V2");

  const done = await complete(it);
  const request = await requestOf(run.id);
  expect(request.planHash).not.toBe(before.planHash);
  expect(request.plan).toMatchObject({ bound: { fingerprint: expect.any(String) as string } });
  expect(added(request.plan)).toEqual(added(before.plan));
  expect(done.status).toBe("completed");
  const text = it.env.aws.secretText();
  expect(text).toContain(EDITED);
  expect(text.match(/"ENCRYPTION_KEY_V2"/g)).toHaveLength(1);
  expect(text).toMatch(/"ENCRYPTION_CURRENT_VERSION"\s*:\s*"1"/);
});

test("a check that fails just before the effect keeps the approval, so that mending is enough", async () => {
  await complete(it);
  const run = await approve(it);
  expect(run.phaseId).toBe("switch-writes");
  it.env.aws.faults.inject({ kind: "access-denied", action: "ListTasks" });
  await start(it, run);
  const failed = await outcome(it, run);
  expect(failed).toMatchObject({ status: "failed", effectBegunAt: null });
  expect(it.env.aws.secretText()).toMatch(/"ENCRYPTION_CURRENT_VERSION"\s*:\s*"1"/);
  expect(await requestOf(run.id)).toMatchObject({ status: "approved" });
  it.env.aws.faults.clear();
  await start(it, failed);
  expect(await outcome(it, run)).toMatchObject({ status: "completed", problem: null });
});

test("a backup that grew old after the approval keeps the first batch from being read, and every cell as it is", async () => {
  const run = await approve(it);
  expect(run.stepId).toBe("re-encrypt");
  const { checks } = await requestOf(run.id);
  expect(checks).toContainEqual(expect.objectContaining({ checkId: "backup-recent", outcome: "pass" }));
  it.env.aws.backups.stale = true;
  await start(it, run);
  const failed = await outcome(it, run);
  expect(failed).toMatchObject({
    status: "failed",
    effectBegunAt: null,
    problem: expect.stringMatching(/Backups are current.*rds:restartix-prod/) as string,
  });
  expect(await firstBytes()).toEqual([{ version: 1, cells: 200 }]);
  const { rows: jobs } = await it.world.database.pool.query("SELECT FROM key_rotation.reencryption_job");
  expect(jobs).toEqual([]);
  it.env.aws.backups.stale = false;
  await start(it, failed);
  expect(await outcome(it, run)).toMatchObject({ status: "completed" });
  expect(await firstBytes()).toEqual([{ version: 2, cells: 200 }]);
});

async function firstBytes(): Promise<{ version: number; cells: number }[]> {
  const { rows } = await it.world.database.pool.query<{ version: number; cells: number }>(
    "SELECT get_byte(phone_encrypted, 0) AS version, count(*)::int AS cells FROM patient_persons GROUP BY 1 ORDER BY 1",
  );
  return rows;
}
