import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { phasesInOrder } from "#lib/domain/rotation/procedure.ts";
import type { PhaseRun } from "#prisma/generated/client.ts";
import type { IsLast } from "#tests/mortal-worker.ts";
import { liveOnce, type MortalWorld, openMortalWorld } from "#tests/mortal-world.ts";
import { deliverMessages } from "./deliver-messages.ts";

vi.setConfig({ testTimeout: 300_000 });

const TIMES_FASTER = 100_000;
const names = phasesInOrder().map(({ step, phase }) => `${step.id}/${phase.id}`);
/** Only asks. A worker is killed there once in each phase; at what changes anything, before and after every time. */
const ASKS =
  /\.(observe|health|state|find\w*|diff\w*|versionsHolding|newestEvent|takeCensus|registryDigest|count|\$queryRaw|judge\w*|rehearse\w*|verify)$/;

let company: MortalWorld;
const kills: string[] = [];

beforeAll(async () => {
  company = await openMortalWorld({ timeCompression: TIMES_FASTER });
  await company.worker.codeHost.openRotationIssue({
    title: "Key rotation Q4",
    body: "Checklist",
    labels: [],
    token: "6f5ad1ce-8f8b-4a51-9d0e-0d6f0a3c8d11",
    since: new Date(),
  });
  for (const name of names) await performDying(name);
  for (const system of ["slack", "github"] as const) await deliverMessages(company.worker, system);
}, 600_000);
afterAll(() => company[Symbol.asyncDispose]());

async function performDying(name: string): Promise<void> {
  if (name === "destroy-old-key/destroy") await waitUntilKeyMayBeDestroyed();
  const run = await company.begin(name);
  const isLast = lastMoments(name);
  for (;;) {
    await liveOnce(company, run, isLast);
    const { status, problem } = await read(run);
    if (status === "completed") return;
    expect([name, status, problem]).toEqual([name, "running", null]);
  }
}

/** Each moment of a phase ends one life. Commits are numbered over all lives, for the next worker begins after them. */
function lastMoments(name: string): IsLast {
  const commits = new Map<string, number>();
  return ({ when, call, time }) => {
    const isAsking = ASKS.test(call);
    if (isAsking && when === "after") return false;
    const isCommit = call.startsWith("db.$") && !isAsking;
    const number = isCommit ? (commits.get(call) ?? 0) + 1 : time;
    if (isCommit && when === "after") commits.set(call, number);
    const moment = `${name} ${when} ${call}${isAsking ? "" : ` ${number}`}`;
    if (kills.includes(moment)) return false;
    kills.push(moment);
    return true;
  };
}

const read = ({ id }: PhaseRun) => company.it.world.web.db.phaseRun.findUniqueOrThrow({ where: { id } });

/** 30 days of policy, by the database's clock. */
async function waitUntilKeyMayBeDestroyed(): Promise<void> {
  const due = `SELECT now() > retired_at + interval '30 days' / ${TIMES_FASTER} AS due FROM key_rotation.rotation`;
  await vi.waitFor(
    async () => expect((await company.it.world.database.pool.query(due)).rows).toEqual([{ due: true }]),
    { timeout: 60_000, interval: 200 },
  );
}

const killed = (phase: string) =>
  kills.filter((kill) => kill.startsWith(`${phase} `)).map((kill) => kill.slice(phase.length + 1));

const around = (call: string) => [`before ${call}`, `after ${call}`];

test("the worker died before and after each commit and each effect of every phase", () => {
  const commits = [...around("db.$transaction 1"), ...around("db.$transaction 2")];
  for (const name of names) expect([name, killed(name)]).toEqual([name, expect.arrayContaining(commits)]);
  expect(killed("retire-old-key/retire")).toEqual(
    expect.arrayContaining([
      ...around("fleet.ensureOmits 1"),
      ...around("db.$executeRaw 1"),
      ...around("fleet.deploy 1"),
      ...around("custody.removeKey 1"),
      ...around("db.$executeRaw 2"),
      ...around("fleet.deploy 2"),
      "before fleet.observe",
    ]),
  );
  expect(killed("documentation/announce")).toEqual(expect.arrayContaining(around("db.$transaction 3")));
  expect(killed("destroy-old-key/destroy")).toEqual(
    expect.arrayContaining(["before custody.versionsHolding"]),
  );
});

test("every phase was performed once: one intent, one outcome, one piece of evidence", async () => {
  const { rows } = await company.it.world.database.pool.query<{ action: string; count: number }>(
    `SELECT action, count(*)::int AS count FROM audit_log
      WHERE action IN ('PHASE_EFFECT_BEGUN', 'PHASE_COMPLETED', 'PHASE_FAILED', 'SAFETY_PERIOD_STARTED', 'KEY_ROTATION', 'KEY_DESTROYED')
      GROUP BY action`,
  );
  expect(Object.fromEntries(rows.map(({ action, count }) => [action, count]))).toEqual({
    PHASE_EFFECT_BEGUN: names.length,
    PHASE_COMPLETED: names.length,
    SAFETY_PERIOD_STARTED: 1,
    KEY_ROTATION: 1,
    KEY_DESTROYED: 1,
  });
  const { db } = company.it.world.web;
  expect(await db.evidence.count()).toBe(names.length);
  expect(await db.phaseRun.count({ where: { status: "completed", attempt: 1 } })).toBe(names.length);
});

const reached = (action: string) =>
  company.it.proxy.forwarded.filter((call) => call.action === action).length;

test("the fleet was deployed once for each change, and the secret has one version per change", () => {
  expect([reached("RegisterTaskDefinition"), reached("UpdateService")]).toEqual([2, 4]);
  const { aws } = company.it.env;
  expect(aws.secretVersions()).toHaveLength(4);
  expect(Object.keys(JSON.parse(aws.secretText()) as object).filter((name) => /_KEY_V/.test(name))).toEqual([
    "ENCRYPTION_KEY_V2",
  ]);
});

test("the issue was closed once with one summary, and each message was posted once", () => {
  const { outside } = company.it.outside;
  expect(outside.issues().map(({ state, comments }) => [state, comments.length])).toEqual([["closed", 1]]);
  const posts = outside.messages().map(({ channelName, text }) => [channelName, text] as const);
  const words = posts.filter(([channel]) => channel === "engineering").map(([, text]) => text);
  expect(words.map((text) => /begins|completed/.exec(text)?.[0])).toEqual(["begins", "completed"]);
  const asked = posts.filter(([channel, text]) => channel === "security" && text.includes("/approvals/"));
  expect(asked).toHaveLength(6);
  expect(new Set(posts.map(([, text]) => text)).size).toBe(posts.length);
});

test("no message of the whole rotation carries a key, a patient's number or a ciphertext", async () => {
  const { pool } = company.it.world.database;
  const { rows } = await pool.query<{ payload: object }>("SELECT payload FROM key_rotation.outgoing_message");
  expect(rows.length).toBeGreaterThan(8);
  const said = JSON.stringify([rows, company.it.outside.outside.issues()]);
  const cells = await pool.query<{ cell: Buffer }>("SELECT phone_encrypted AS cell FROM patient_persons");
  const secrets = cells.rows.flatMap(({ cell }) => [cell.toString("hex"), cell.toString("base64")]);
  const held = company.it.env.aws
    .secretVersions()
    .flatMap(({ text }) => Object.entries(JSON.parse(text) as object));
  const keys = held
    .filter(([name]) => /KEY|SECRET|TOKEN|PASSWORD/.test(name))
    .map(([, value]) => String(value));
  expect(keys.length).toBeGreaterThan(4);
  for (const secret of [...secrets, ...keys.filter((value) => value.length > 8)])
    expect(said.includes(secret)).toBe(false);
  expect(said).not.toMatch(/\+40 7|[0-9a-f]{40}|[A-Za-z0-9+/]{43}=/);
});

test("the old key is destroyed, the new one active, every cell on it, and the trail whole", async () => {
  const { pool } = company.it.world.database;
  const keys = await pool.query("SELECT number, state FROM key_rotation.key_version ORDER BY number");
  expect(keys.rows).toEqual([
    { number: 1, state: "destroyed" },
    { number: 2, state: "active" },
  ]);
  const cells = await pool.query(
    "SELECT DISTINCT get_byte(phone_encrypted, 0) AS version FROM patient_persons",
  );
  expect(cells.rows).toEqual([{ version: 2 }]);
  expect((await pool.query("SELECT * FROM key_rotation.first_broken_audit_event()")).rows).toEqual([]);
});
