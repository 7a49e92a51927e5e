import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { phasesInOrder } from "#lib/domain/rotation/procedure.ts";
import { closeIssue } from "#lib/operations/safety/close-issue.ts";
import { proposeResolution } from "#lib/operations/safety/propose-resolution.ts";
import { listOutages } from "#lib/views/integrations.ts";
import { findStepScreen } from "#lib/views/step-screen.ts";
import type { PhaseRun } from "#prisma/generated/client.ts";
import { DATADOG } from "#sandbox/outside/datadog-api.ts";
import { ONEPASSWORD } from "#sandbox/outside/onepassword-api.ts";
import { type MortalWorld, openMortalWorld, work } from "#tests/mortal-world.ts";
import { must } from "#tests/operations-world.ts";
import { type Breakdown, breakDown, DOWN, mend, optionalSettings } from "#tests/outages.ts";
import { asShown } from "#tests/safety-world.ts";
import { start } from "#tests/worker-world.ts";
import { deliverMessages } from "./deliver-messages.ts";
import { registerIntegrations } from "./register-integrations.ts";

vi.setConfig({ testTimeout: 300_000 });

const TIMES_FASTER = 100_000;
const PATIENCE = { timeout: 60_000, interval: 100 };
const names = phasesInOrder().map(({ step, phase }) => `${step.id}/${phase.id}`);

/** Systems that a phase waits for, each in the phase that needs it first. */
const HELD_UP: Record<string, readonly string[]> = {
  "checklist/prepare": ["aws-rds"],
  "generate-key/generate": ["aws-secrets-manager", "onepassword"],
  "deploy/readers-first": ["aws-ecs"],
  "deploy/switch-writes": ["aws-cloudwatch-logs"],
};
const MONITORS = { sentry: "sentry-issues", datadog: "datadog-monitors" };
/** Where messages go that a phase has queued. No phase waits for them. */
const TOLD = {
  "checklist/tell-team": "slack",
  "safety-period/watch": "pagerduty",
  "documentation/close-issue": "github",
} as const;
type Told = (typeof TOLD)[keyof typeof TOLD];
const SYSTEMS = [Object.values(HELD_UP), Object.keys(MONITORS), Object.values(TOLD)].flat(2);

const OLD_COPY = {
  id: "v1".repeat(13),
  title: "RestartiX Encryption Key V1",
  vault: { id: ONEPASSWORD.vaultId },
  category: "SECURE_NOTE" as const,
  tags: ["keyturn-restartix-prod-env-v1"],
  fields: [],
  createdAt: new Date(0).toISOString(),
};

interface Seen {
  system: string;
  how: Breakdown;
  brokenAt: Date;
  since: string;
  reason: string;
  withoutIt: string;
}
let company: MortalWorld;
const seen: Seen[] = [];
/** Systems that were slow while a phase was completed, a monitor read or a message sent. */
const slowly: string[] = [];

beforeAll(async () => {
  company = await openMortalWorld({ timeCompression: TIMES_FASTER, more: optionalSettings });
  // What an earlier rotation left in the vault: a copy of the key that this one destroys.
  const { fingerprint } = await db().keyVersion.findUniqueOrThrow({ where: { number: 1 } });
  const tags = [...OLD_COPY.tags, `key-${fingerprint}`];
  company.it.outside.outside.vault.save([{ ...OLD_COPY, tags }]);
  const { db: workersDb, integrations, codeHost } = company.worker;
  await registerIntegrations(workersDb, integrations);
  const token = "6f5ad1ce-8f8b-4a51-9d0e-0d6f0a3c8d11";
  await codeHost.openRotationIssue({
    title: "Key rotation Q4",
    body: "Checklist",
    labels: [],
    token,
    since: new Date(0),
  });
  for (const name of names) {
    if (name === "safety-period/watch") await watchBlind();
    else await performHeldUp(name);
    if (name in TOLD) await tellLater(TOLD[name as keyof typeof TOLD]);
  }
  await deliver("slack");
}, 600_000);
afterAll(() => company[Symbol.asyncDispose]());

const db = () => company.it.world.web.db;
const query = <Row extends object>(sql: string) => company.it.world.database.pool.query<Row>(sql);
const queued = (system: Told) => db().outgoingMessage.count({ where: { system } });
const read = ({ id }: PhaseRun) => db().phaseRun.findUniqueOrThrow({ where: { id } });

/**
 * Breaks a system, works, and looks at the page: of the step when one waits, else the overview. Then the system comes back,
 * and a test of its connection says so.
 */
async function outage(
  { system, how, run }: { system: string; how: Breakdown; run: PhaseRun | null },
  attempt: () => Promise<unknown>,
): Promise<void> {
  const { rows } = await query<{ now: Date }>("SELECT clock_timestamp() AS now");
  breakDown(company.it, system, how);
  await attempt();
  const found = await vi.waitFor(async () => {
    const one = (await shownTo(run)).find(({ id }) => id === system);
    expect([system, how, one?.id]).toEqual([system, how, system]);
    return one;
  }, PATIENCE);
  const { since = "", reason = "", withoutIt = "" } = found ?? {};
  seen.push({ system, how, brokenAt: rows[0]?.now ?? new Date(), since, reason, withoutIt });
  mend(company.it);
  const integration = company.worker.integrations.find(({ id }) => id === system);
  await vi.waitFor(() => integration?.test(), PATIENCE);
  await vi.waitFor(
    async () => expect((await listOutages(db())).map(({ id }) => id)).not.toContain(system),
    PATIENCE,
  );
}

/** What an officer sees, who only reads. */
async function shownTo(run: PhaseRun | null) {
  if (!run) return listOutages(db());
  const actor = {
    id: company.it.world.idOf("carmen"),
    name: "carmen",
    email: "",
    roles: ["compliance-officer" as const],
  };
  const viewer = { ...actor, platformUserId: null, platformUserProblem: null, authTime: null };
  const screen = await findStepScreen(db(), viewer, { rotationId: run.rotationId, stepId: run.stepId });
  return screen?.outages ?? [];
}

/** Performs a phase while each of its systems is down, in every way; then while one of them is slow. */
async function performHeldUp(name: string): Promise<void> {
  if (name === "destroy-old-key/destroy") await waitUntilKeyMayBeDestroyed();
  const run = await company.begin(name);
  const systems = HELD_UP[name] ?? [];
  for (const [system, how] of systems.flatMap((one) => DOWN.map((way) => [one, way] as const))) {
    await outage({ system, how, run }, () => work(company.worker, run));
    const failed = await read(run);
    expect([system, how, failed.status]).toEqual([system, how, "failed"]);
    await start(company.it, failed);
  }
  for (const system of systems) breakDown(company.it, system, "slow");
  await work(company.worker, run);
  mend(company.it);
  const { status, problem } = await read(run);
  expect([name, status, problem]).toEqual([name, "completed", null]);
  slowly.push(...systems);
}

/** A finding of Datadog keeps the period open while its monitors go blind one after the other. */
async function watchBlind(): Promise<void> {
  const { datadog } = company.it.outside.outside;
  datadog.states.set(DATADOG.monitorId, "Alert");
  const run = await company.begin("safety-period/watch");
  const watching = work(company.worker, run);
  const issue = await vi.waitFor(
    () => db().safetyIssue.findFirstOrThrow({ where: { monitor: "datadog-monitors" } }),
    PATIENCE,
  );
  datadog.states.set(DATADOG.monitorId, "OK");
  for (const [system, monitor] of Object.entries(MONITORS)) {
    for (const how of DOWN) await outage({ system, how, run }, () => reading(monitor, "unknown"));
    breakDown(company.it, system, "slow");
    await reading(monitor, "pass");
    mend(company.it);
    slowly.push(system);
  }
  expect((await read(run)).status).toBe("running");
  const { web, people } = company.it.world;
  const resolution = "The alert was raised by a test.";
  await must(proposeResolution(web, people.ana, { issueId: issue.id, resolution }));
  await must(closeIssue(web, people.elena, await asShown(company.it.world, issue.id)));
  await watching;
  expect((await read(run)).status).toBe("completed");
}

/** Waits for two more readings of this monitor: the second began after now. */
async function reading(monitor: string, outcome: "pass" | "unknown"): Promise<void> {
  const of = { monitor, outcome };
  const before = await db().monitorSample.count({ where: of });
  await vi.waitFor(
    async () => expect(await db().monitorSample.count({ where: of })).toBeGreaterThanOrEqual(before + 2),
    PATIENCE,
  );
}

async function deliver(system: Told): Promise<number> {
  await query("UPDATE key_rotation.outgoing_message SET next_attempt_at = now() WHERE sent_at IS NULL");
  await deliverMessages(company.worker, system);
  return db().outgoingMessage.count({ where: { system, sentAt: null } });
}

/** The phase is over, and its message waits until the system that it is for comes back. */
async function tellLater(system: Told): Promise<void> {
  for (const how of DOWN)
    await outage({ system, how, run: null }, async () => expect(await deliver(system)).toBeGreaterThan(0));
  breakDown(company.it, system, "slow");
  expect(await deliver(system)).toBe(0);
  mend(company.it);
  slowly.push(system);
}

/** 30 days of policy, by the database's clock. */
async function waitUntilKeyMayBeDestroyed(): Promise<void> {
  const due = `SELECT now() > retired_at + interval '30 days' / ${TIMES_FASTER} AS due FROM key_rotation.rotation`;
  await vi.waitFor(async () => expect((await query(due)).rows).toEqual([{ due: true }]), PATIENCE);
}

describe.each(SYSTEMS)("while %s is down", (system) => {
  const outages = () => seen.filter((one) => one.system === system);

  test("the page says so, since when and why, whether it is off, throttles, fails or answers rubbish", () => {
    expect(outages().map(({ how }) => how)).toEqual(DOWN);
    for (const { brokenAt, since, reason } of outages()) {
      expect(Date.parse(since)).toBeGreaterThanOrEqual(brokenAt.getTime());
      expect(reason.length).toBeGreaterThan(20);
    }
  });

  test("the page says what waits and what still works", () => {
    for (const { withoutIt } of outages()) expect(withoutIt).toMatch(/wait|until|later|does not end|No /);
  });
});

test("a system that is slow holds nothing up, and is not called down", () => {
  expect(slowly.toSorted()).toEqual(SYSTEMS.toSorted());
});

test("the rotation ended, and every phase had one intent, one outcome and one piece of evidence", async () => {
  const { rows } = await query<{ action: string; count: number }>(
    `SELECT action, count(*)::int AS count FROM audit_log
      WHERE action IN ('PHASE_EFFECT_BEGUN', 'PHASE_COMPLETED', 'PHASE_FAILED', 'SAFETY_ISSUE_REPORTED', 'KEY_ROTATION', 'KEY_DESTROYED')
      GROUP BY action`,
  );
  expect(Object.fromEntries(rows.map(({ action, count }) => [action, count]))).toEqual({
    // Each try says what it is about to do; 1Password alone fails after that.
    PHASE_EFFECT_BEGUN: names.length + DOWN.length,
    PHASE_COMPLETED: names.length,
    PHASE_FAILED: Object.values(HELD_UP).flat().length * DOWN.length,
    SAFETY_ISSUE_REPORTED: 1,
    KEY_ROTATION: 1,
    KEY_DESTROYED: 1,
  });
  expect(await db().evidence.count()).toBe(names.length);
  expect(await listOutages(db())).toEqual([]);
});

test("nothing was done twice: secret, deployments, escrow, issue and messages", async () => {
  const { env, proxy } = company.it;
  const reached = (action: string) => proxy.forwarded.filter((call) => call.action === action).length;
  expect(env.aws.secretVersions()).toHaveLength(4);
  expect([reached("RegisterTaskDefinition"), reached("UpdateService")]).toEqual([2, 4]);
  const { outside } = company.it.outside;
  expect(outside.issues().map(({ state, comments }) => [state, comments.length])).toEqual([["closed", 1]]);
  expect(outside.messages()).toHaveLength(await queued("slack"));
  expect(outside.alerts().map(({ state, triggers }) => [state, triggers])).toEqual([["resolved", 1]]);
  // Step 10 removed the old key from the vault, which has one copy of the new one.
  expect(outside.vault.items.map(({ fields }) => fields[0]?.label)).toEqual(["ENCRYPTION_KEY_V2"]);
  const destruction = { phaseRun: { stepId: "destroy-old-key" } };
  const { data } = await db().evidence.findFirstOrThrow({ where: destruction });
  expect(data).toMatchObject({ vaultItems: [OLD_COPY.id] });
  expect((await query("SELECT * FROM key_rotation.first_broken_audit_event()")).rows).toEqual([]);
});
