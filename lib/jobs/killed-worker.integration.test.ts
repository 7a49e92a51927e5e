import { armor, Decrypter, generateIdentity, identityToRecipient } from "age-encryption";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { parseKeyring } from "#lib/crypto/keyring.ts";
import { phasesInOrder } from "#lib/domain/rotation/procedure.ts";
import { requestInspection } from "#lib/operations/rotation/request-inspection.ts";
import type { AwsCall } from "#tests/aws-proxy.ts";
import { must } from "#tests/operations-world.ts";
import {
  approve,
  beginRotation,
  openPhase,
  openWorkerWorld,
  outcome,
  start,
  type WorkerWorld,
} from "#tests/worker-world.ts";

vi.setConfig({ testTimeout: 300_000 });

let it: WorkerWorld;
let original = "";
let identity = "";
/** Phase that is being performed; null while a person reads and decides. */
let performing: string | null = null;
const kills: string[] = [];

beforeAll(async () => {
  identity = await generateIdentity();
  it = await openWorkerWorld({
    timeCompression: 100_000,
    escrowRecipients: await identityToRecipient(identity),
  });
  original = it.env.aws.secretText();
  it.proxy.around = killOnce;
  it.startWorker();
  await beginRotation(it);
  for (const { step, phase } of phasesInOrder()) {
    if (step.id === "destroy-old-key") await waitUntilKeyMayBeDestroyed();
    await performOneOf(`${step.id}/${phase.id}`);
  }
}, 600_000);
afterAll(() => it[Symbol.asyncDispose]());

const BY_ITSELF = "safety-period/watch";

async function performOneOf(name: string): Promise<void> {
  const run = name === BY_ITSELF ? await openPhase(it, name) : await approve(it);
  expect(`${run.stepId}/${run.phaseId}`).toBe(name);
  performing = name;
  if (name !== BY_ITSELF) await start(it, run);
  const done = await outcome(it, run);
  performing = null;
  expect([name, done.status, done.problem]).toEqual([name, "completed", null]);
}

/** 30 days of policy, by the database's clock; then the checks run once more. */
async function waitUntilKeyMayBeDestroyed(): Promise<void> {
  const run = await openPhase(it, "destroy-old-key/destroy");
  const due = `SELECT now() > retired_at + interval '30 days' / 100000 AS due FROM key_rotation.rotation`;
  await vi.waitFor(
    async () => expect((await it.world.database.pool.query(due)).rows).toEqual([{ due: true }]),
    { timeout: 60_000, interval: 500 },
  );
  await must(requestInspection(it.world.web, it.world.people.ana, { phaseRunId: run.id }));
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
  const isWorking = action === "GetSecretValue" && /^(re-encrypt|verify|safety)/.test(performing);
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
      "safety-period/watch GetSecretValue",
      "retire-old-key/retire RegisterTaskDefinition",
      "retire-old-key/retire UpdateService",
      "retire-old-key/retire DescribeTasks",
      "retire-old-key/retire PutSecretValue",
      "retire-old-key/retire UpdateSecretVersionStage",
    ]),
  );
  expect(kills.length).toBeGreaterThanOrEqual(30);
});

test("no key was lost and none was generated twice: one stored key, the one of the evidence", async () => {
  const versions = it.env.aws.secretVersions();
  const held = versions.map(({ text }) => (JSON.parse(text) as Record<string, string>).ENCRYPTION_KEY_V2);
  expect(new Set(held.filter(Boolean)).size).toBe(1);
  const keyring = parseKeyring(JSON.parse(it.env.aws.secretText()) as Record<string, string>);
  const first = parseKeyring(JSON.parse(original) as Record<string, string>);
  const runs = await it.world.web.db.phaseRun.findMany({
    where: { stepId: "generate-key", phaseId: "generate" },
    include: { evidence: true },
  });
  expect(runs[0]?.evidence?.data).toMatchObject({ fingerprint: keyring.fingerprint(2) });
  const keys = await it.world.web.db.keyVersion.findMany({ orderBy: { number: "asc" } });
  expect(keys.map(({ number, state, fingerprint }) => [number, state, fingerprint])).toEqual([
    [1, "destroyed", first.fingerprint(1)],
    [2, "active", keyring.fingerprint(2)],
  ]);
});

test("the secret has one version per change, and every byte but the two key entries and one number is as it was", () => {
  const versions = it.env.aws.secretVersions();
  expect(versions.map(({ stages }) => stages.join()).toSorted((a, b) => a.localeCompare(b))).toEqual([
    "",
    "",
    "AWSCURRENT",
    "AWSPREVIOUS",
  ]);
  const undone = it.env.aws
    .secretText()
    .replace(/,\s*"ENCRYPTION_KEY_V2"\s*:\s*"[0-9a-f]{64}"/, "")
    .replace(/("ENCRYPTION_CURRENT_VERSION"\s*:\s*)"2"/, '$1"1"');
  const withoutOldKey = original.replace(/\s*"ENCRYPTION_KEY_V1"\s*:\s*"[0-9a-f]{64}"\s*,/, "");
  expect(undone === withoutOldKey).toBe(true);
});

const reached = (action: string) => it.proxy.forwarded.filter((call) => call.action === action).length;

test("the fleet was deployed once before and once after each change of the secret that it must follow, on two new task definitions", () => {
  expect([reached("RegisterTaskDefinition"), reached("UpdateService")]).toEqual([2, 4]);
});

test("each phase has one intent, one outcome and one piece of evidence, all on behalf of the person who started it", async () => {
  const phases = phasesInOrder().length;
  const { rows } = await it.world.database.pool.query<{ action: string; count: number; people: string[] }>(
    `SELECT action, count(*)::int AS count, array_agg(DISTINCT coalesce(changes ->> 'on_behalf_of', changes ->> 'actor')) AS people
       FROM audit_log WHERE action LIKE 'PHASE_%' GROUP BY action ORDER BY action`,
  );
  const people = ["ana <ana@restartix.example>"];
  expect(rows).toEqual(
    [
      ["PHASE_COMPLETED", phases],
      ["PHASE_EFFECT_BEGUN", phases],
      ["PHASE_STARTED", phases - 1],
    ].map(([action, count]) => ({ action, count, people })),
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

test("the safety period was opened once, and ended when its beginning said it would", async () => {
  const { rows } = await it.world.database.pool.query(
    "SELECT count(*)::int AS n FROM audit_log WHERE action LIKE 'SAFETY_%'",
  );
  expect(rows).toEqual([{ n: 1 }]);
  const period = await it.world.web.db.safetyPeriod.findFirstOrThrow();
  expect(period.endsAt.getTime() - period.startedAt.getTime()).toBe((24 * 3_600_000) / 100_000);
  const run = await it.world.web.db.phaseRun.findFirstOrThrow({
    where: { stepId: "safety-period" },
    include: { evidence: true },
  });
  expect(run.evidence?.data).toEqual({
    startedAt: period.startedAt.toISOString(),
    endedAt: period.endsAt.toISOString(),
  });
});

test("the KEY_ROTATION row exists once, with the procedure's fields, the ledger's numbers and the operator", async () => {
  const { rows } = await it.world.database.pool.query<{ changes: Record<string, unknown> }>(
    "SELECT changes, entity_type, entity_id::int, user_id::int, action_context FROM audit_log WHERE action = 'KEY_ROTATION'",
  );
  const ledger = await it.world.database.pool.query<{ column: string; n: number }>(
    `SELECT column_name AS column, sum(reencrypted)::int AS n FROM key_rotation.reencryption_progress GROUP BY 1`,
  );
  expect(ledger.rows.reduce((sum, { n }) => sum + n, 0)).toBe(200);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    entity_type: "encryption_key",
    entity_id: 2,
    user_id: 101,
    action_context: "compliance_maintenance",
    changes: {
      old_version: 1,
      new_version: 2,
      rotation_type: "quarterly_scheduled",
      records_reencrypted: 200,
      records_total: 200,
      records_per_column: expect.objectContaining({ "patient_persons.phone_encrypted": 200 }) as unknown,
      rotated_at: expect.stringMatching(/^20.*Z$/) as string,
    },
  });
});

test("the escrow copy was sealed once, and opens with the recipient's identity to the key of the evidence", async () => {
  const copies = await it.world.web.db.escrowCopy.findMany();
  expect(copies.map(({ keyVersion }) => keyVersion)).toEqual([2]);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const opened = await decrypter.decrypt(armor.decode(copies[0]?.sealed ?? ""), "text");
  const { ENCRYPTION_KEY_V2: key = "" } = JSON.parse(it.env.aws.secretText()) as Record<string, string>;
  expect(key.length === 64 && opened.includes(key)).toBe(true);
});

test("the team was told once at the beginning and once at the end", () => {
  const { outside } = it.outside;
  const team = outside.messages().filter(({ channelName }) => channelName === "engineering");
  expect(team.map(({ text }) => /begins|completed/.exec(text)?.[0])).toEqual(["begins", "completed"]);
});
