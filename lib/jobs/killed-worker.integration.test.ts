import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { parseKeyring } from "#lib/crypto/keyring.ts";
import { phasesInOrder } from "#lib/domain/rotation/procedure.ts";
import type { AwsCall } from "#tests/aws-proxy.ts";
import {
  approve,
  beginRotation,
  openWorkerWorld,
  outcome,
  start,
  type WorkerWorld,
} from "#tests/worker-world.ts";

vi.setConfig({ testTimeout: 300_000 });

let it: WorkerWorld;
let original = "";
/** Phase that is being performed; null while a person reads and decides. */
let performing: string | null = null;
const kills: string[] = [];

beforeAll(async () => {
  it = await openWorkerWorld();
  original = it.env.aws.secretText();
  it.proxy.around = killOnce;
  it.startWorker();
  await beginRotation(it);
  for (const { step, phase } of phasesInOrder()) await performOneOf(`${step.id}/${phase.id}`);
}, 300_000);
afterAll(() => it[Symbol.asyncDispose]());

async function performOneOf(name: string): Promise<void> {
  const run = await approve(it);
  expect(`${run.stepId}/${run.phaseId}`).toBe(name);
  performing = name;
  await start(it, run);
  const done = await outcome(it, run);
  performing = null;
  expect([name, done.status, done.problem]).toEqual([name, "completed", null]);
}

const CHANGES = ["PutSecretValue", "UpdateSecretVersionStage", "RegisterTaskDefinition", "UpdateService"];

/** The moments of a phase at which the worker dies: before and after each call that changes something, and while it waits. */
function momentOf({ action, body }: AwsCall): { name: string; alsoAfter: boolean } | null {
  if (performing === null) return null;
  const { VersionStage, VersionStages, MoveToVersionId } = body;
  const detail = VersionStage ?? VersionStages ?? "";
  const name = `${performing} ${action} ${JSON.stringify(detail)} ${MoveToVersionId === undefined ? "" : "moved"}`;
  if (CHANGES.includes(action)) return { name, alsoAfter: true };
  const isWaiting = action === "DescribeTasks" && kills.includes(`after ${performing} UpdateService "" `);
  const isWorking = action === "GetSecretValue" && /^(re-encrypt|verify)/.test(performing);
  return isWaiting || isWorking ? { name, alsoAfter: false } : null;
}

async function killOnce(call: AwsCall, forward: () => Promise<void>): Promise<boolean> {
  const moment = momentOf(call);
  if (moment && !kills.includes(`before ${moment.name}`)) return die(`before ${moment.name}`);
  await forward();
  if (moment?.alsoAfter && !kills.includes(`after ${moment.name}`)) return die(`after ${moment.name}`);
  return true;
}

async function die(when: string): Promise<false> {
  kills.push(when);
  await it.killWorker();
  it.startWorker();
  return false;
}

test("the worker was killed before and after every call that changes the secret or the fleet, and while it waited", () => {
  const before = kills
    .filter((kill) => kill.startsWith("before"))
    .map((kill) => kill.split(" ").slice(1, 3).join(" "));
  expect(before).toEqual(
    expect.arrayContaining([
      "generate-key/generate PutSecretValue",
      "store-key/store UpdateSecretVersionStage",
      "deploy/readers-first RegisterTaskDefinition",
      "deploy/readers-first UpdateService",
      "deploy/readers-first DescribeTasks",
      "deploy/switch-writes PutSecretValue",
      "deploy/switch-writes UpdateSecretVersionStage",
      "deploy/switch-writes UpdateService",
      "deploy/switch-writes DescribeTasks",
      "re-encrypt/run GetSecretValue",
      "verify/decrypt-every-cell GetSecretValue",
    ]),
  );
  expect(kills.length).toBeGreaterThanOrEqual(22);
});

test("no key was lost and none was generated twice: one stored key, the one of the evidence", async () => {
  const versions = it.env.aws.secretVersions();
  const held = versions.map(({ text }) => (JSON.parse(text) as Record<string, string>).ENCRYPTION_KEY_V2);
  expect(new Set(held.filter(Boolean)).size).toBe(1);
  const keyring = parseKeyring(JSON.parse(it.env.aws.secretText()) as Record<string, string>);
  const runs = await it.world.web.db.phaseRun.findMany({
    where: { stepId: "generate-key" },
    include: { evidence: true },
  });
  expect(runs[0]?.evidence?.data).toMatchObject({ fingerprint: keyring.fingerprint(2) });
  const keys = await it.world.web.db.keyVersion.findMany({ orderBy: { number: "asc" } });
  expect(keys.map(({ number, state, fingerprint }) => [number, state, fingerprint])).toEqual([
    [1, "deactivated", keyring.fingerprint(1)],
    [2, "active", keyring.fingerprint(2)],
  ]);
});

test("the secret has one version per change, and every byte but one entry and one number is as it was", () => {
  const versions = it.env.aws.secretVersions();
  expect(versions.map(({ stages }) => stages.join()).toSorted((a, b) => a.localeCompare(b))).toEqual([
    "",
    "AWSCURRENT",
    "AWSPREVIOUS",
  ]);
  const undone = it.env.aws
    .secretText()
    .replace(/,\s*"ENCRYPTION_KEY_V2"\s*:\s*"[0-9a-f]{64}"/, "")
    .replace(/("ENCRYPTION_CURRENT_VERSION"\s*:\s*)"2"/, '$1"1"');
  expect(undone === original).toBe(true);
});

const reached = (action: string) => it.proxy.forwarded.filter((call) => call.action === action).length;

test("the fleet was deployed once per phase, on one new task definition", () => {
  expect([reached("RegisterTaskDefinition"), reached("UpdateService")]).toEqual([1, 2]);
});

test("each phase has one intent, one outcome and one piece of evidence, all on behalf of the person who started it", async () => {
  const phases = phasesInOrder().length;
  const { rows } = await it.world.database.pool.query<{ action: string; count: number; people: string[] }>(
    `SELECT action, count(*)::int AS count, array_agg(DISTINCT coalesce(changes ->> 'on_behalf_of', changes ->> 'actor')) AS people
       FROM audit_log WHERE action LIKE 'PHASE_%' GROUP BY action ORDER BY action`,
  );
  const people = ["ana <ana@restartix.example>"];
  expect(rows).toEqual(
    ["PHASE_COMPLETED", "PHASE_EFFECT_BEGUN", "PHASE_STARTED"].map((action) => ({
      action,
      count: phases,
      people,
    })),
  );
  expect(await it.world.web.db.evidence.count()).toBe(phases);
  expect(await it.world.web.db.phaseRun.count({ where: { status: "completed", attempt: 1 } })).toBe(phases);
});

test("every cell is on the new key, nothing else of the rows changed, and the audit chain holds", async () => {
  const { rows } = await it.world.database.pool.query(
    `SELECT count(*)::int AS rows, count(*) FILTER (WHERE get_byte(phone_encrypted, 0) = 2)::int AS current,
            count(*) FILTER (WHERE updated_at = '2026-01-01' AND name = 'Patient')::int AS untouched FROM patient_persons`,
  );
  expect(rows).toEqual([{ rows: 200, current: 200, untouched: 200 }]);
  const broken = await it.world.database.pool.query("SELECT * FROM key_rotation.first_broken_audit_event()");
  expect(broken.rows).toEqual([]);
});
