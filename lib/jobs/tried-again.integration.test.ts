import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { phasesInOrder } from "#lib/domain/rotation/procedure.ts";
import { cancelRotation } from "#lib/operations/rotation/cancel-rotation.ts";
import { repeatReEncryption } from "#lib/operations/rotation/repeat-re-encryption.ts";
import type { PhaseRun } from "#prisma/generated/client.ts";
import { type MortalWorld, openMortalWorld, work } from "#tests/mortal-world.ts";
import { optionalSettings } from "#tests/outages.ts";
import { start } from "#tests/worker-world.ts";
import { inspectPhase } from "./inspect-phase.ts";
import type { WorkerDeps } from "./worker-deps.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const TIMES_FASTER = 100_000;
const NEVER = new AbortController().signal;
/** What an earlier rotation left in the vault. */
const OLD_COPY = {
  id: "v1".repeat(13),
  title: "RestartiX Encryption Key V1",
  category: "SECURE_NOTE" as const,
  tags: ["keyturn-restartix-prod-env-v1"],
  fields: [],
  createdAt: new Date(0).toISOString(),
};
const WRONG_STATE = { ok: false, problem: { code: "wrong-state" } };

let company: MortalWorld;
beforeAll(async () => {
  company = await openMortalWorld({ timeCompression: TIMES_FASTER, more: optionalSettings });
});
afterAll(() => company[Symbol.asyncDispose]());

const done = new Set<string>();

/** Every phase before this one completed, and this one performed by a worker whose effect fails half-way. */
async function failAt(name: string, worker: WorkerDeps): Promise<PhaseRun> {
  const order = phasesInOrder().map(({ step, phase }) => `${step.id}/${phase.id}`);
  for (const before of order.slice(0, order.indexOf(name)).filter((it) => !done.has(it))) {
    await work(company.worker, await company.begin(before));
    done.add(before);
  }
  done.add(name);
  if (name === "destroy-old-key/destroy") await waitUntilKeyMayBeDestroyed();
  const run = await company.begin(name);
  await work(worker, run);
  return read(run);
}

/** 30 days of policy, by the database's clock. */
async function waitUntilKeyMayBeDestroyed(): Promise<void> {
  const due = `SELECT now() > retired_at + interval '30 days' / ${TIMES_FASTER} AS due FROM key_rotation.rotation`;
  await vi.waitFor(
    async () => expect((await company.it.world.database.pool.query(due)).rows).toEqual([{ due: true }]),
    { timeout: 60_000, interval: 200 },
  );
}

async function tryAgain(failed: PhaseRun, worker: WorkerDeps): Promise<PhaseRun> {
  await start(company.it, failed);
  await work(worker, failed);
  return read(failed);
}

const read = ({ id }: PhaseRun) => company.it.world.web.db.phaseRun.findUniqueOrThrow({ where: { id } });
const requests = ({ id: phaseRunId }: PhaseRun) =>
  company.it.world.web.db.approvalRequest.findMany({ where: { phaseRunId }, select: { status: true } });

const fail = (): never => {
  throw new Error("AWS does not answer.");
};

function withCustody(custody: Partial<WorkerDeps["custody"]>): WorkerDeps {
  return { ...company.worker, custody: { ...company.worker.custody, ...custody } };
}

const BEGUN = { status: "failed", effectBegunAt: expect.any(Date) as Date };

test("a key that became current and was not read back is never cancelled, and trying again completes the step", async () => {
  const { custody } = company.worker;
  const notReadBack = withCustody({ promoteStaged: (move) => custody.promoteStaged(move).then(fail) });
  const failed = await failAt("store-key/store", notReadBack);
  expect(failed).toMatchObject(BEGUN);
  expect(company.it.env.aws.secretText()).toContain("ENCRYPTION_KEY_V2");

  const again = await tryAgain(failed, withCustody({ restage: fail }));
  expect(again).toMatchObject(BEGUN);
  const { world } = company.it;
  const target = { phaseRunId: again.id, version: again.version };
  const cancelled = await cancelRotation(world.web, world.people.ana, {
    ...target,
    reason: "It does not work.",
  });
  expect(cancelled).toMatchObject(WRONG_STATE);

  expect(await tryAgain(again, company.worker)).toMatchObject({ status: "completed", problem: null });
});

test("a retirement that removed the key is never left for a repetition, and goes on with its approval", async () => {
  let calls = 0;
  const { fleet } = company.worker;
  const noSecondRollout = {
    ...company.worker,
    fleet: {
      ...fleet,
      deploy: (to: Parameters<typeof fleet.deploy>[0]) => ((calls += 1) < 2 ? fleet.deploy(to) : fail()),
    },
  };
  const failed = await failAt("retire-old-key/retire", noSecondRollout);
  expect(failed).toMatchObject(BEGUN);
  expect(company.it.env.aws.secretText()).not.toContain("ENCRYPTION_KEY_V1");

  const again = await tryAgain(failed, { ...company.worker, backups: { state: fail } });
  expect(again).toMatchObject({ ...BEGUN, problem: expect.stringContaining("did not pass") as string });
  const { world } = company.it;
  const target = { phaseRunId: again.id, version: again.version };
  expect(await repeatReEncryption(world.web, world.people.ana, target)).toMatchObject(WRONG_STATE);

  await inspectPhase(company.worker, again.id, NEVER);
  expect(await tryAgain(await read(again), company.worker)).toMatchObject({
    status: "completed",
    problem: null,
  });
  expect(await requests(again)).toEqual([{ status: "approved" }]);
});

test("a destruction that removed the copies goes on with its approval, and its evidence names them", async () => {
  const { vault } = company.it.outside.outside;
  const [copy] = vault.items;
  const { custody } = company.worker;
  let asked = 0;
  const notCounted = withCustody({
    // The plan asks first.
    versionsHolding: (key) => ((asked += 1) < 2 ? custody.versionsHolding(key) : fail()),
  });
  const { db } = company.it.world.web;
  const { fingerprint } = await db.keyVersion.findUniqueOrThrow({ where: { number: 1 } });
  const tags = [...OLD_COPY.tags, `key-${fingerprint}`];
  vault.save([...vault.items, { ...OLD_COPY, tags, vault: copy?.vault ?? { id: "" } }]);
  const failed = await failAt("destroy-old-key/destroy", notCounted);
  expect(failed).toMatchObject(BEGUN);
  expect(vault.items.map(({ id }) => id)).toEqual([copy?.id]);

  expect(await tryAgain(failed, company.worker)).toMatchObject({ status: "completed", problem: null });
  expect(await requests(failed)).toEqual([{ status: "approved" }]);
  const { data } = await db.evidence.findUniqueOrThrow({
    where: { phaseRunId: failed.id },
  });
  expect(data).toMatchObject({ vaultItems: [OLD_COPY.id] });
});
