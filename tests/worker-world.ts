import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { vi } from "vitest";
import { encrypt } from "#lib/crypto/envelope.ts";
import { parseKeyring } from "#lib/crypto/keyring.ts";
import { findPhase } from "#lib/domain/rotation/procedure.ts";
import { confirmAdoption } from "#lib/operations/adoption/confirm-adoption.ts";
import { createRotation } from "#lib/operations/rotation/create-rotation.ts";
import { decideApproval } from "#lib/operations/rotation/decide-approval.ts";
import { requestApproval } from "#lib/operations/rotation/request-approval.ts";
import { startPhase } from "#lib/operations/rotation/start-phase.ts";
import type { PhaseRun } from "#prisma/generated/client.ts";
import { startForTest, type TestAws } from "#sandbox/aws/start-for-test.ts";
import { ENGINE_FLAGS } from "#sandbox/engine-flags.ts";
import { startOutsideForTest, type TestOutside } from "#sandbox/outside/start-outside-for-test.ts";
import { type AwsProxy, startAwsProxy } from "./aws-proxy.ts";
import { current, must, type Name, openWorld, signedIn, type World } from "./operations-world.ts";
import { filledIn } from "./situations.ts";

const ROOT = join(import.meta.dirname, "..");
const PATIENTS = 200;
const PATIENCE = { timeout: 150_000, interval: 50 };

export interface WorkerWorld extends AsyncDisposable {
  world: World;
  env: TestAws;
  proxy: AwsProxy;
  outside: TestOutside;
  /** Settings of a worker of this world. */
  environment: Record<string, string>;
  startWorker: () => void;
  /** SIGKILL, and the time passes that its claim would still have held. */
  killWorker: () => Promise<void>;
}

interface Company {
  world: World;
  proxy: AwsProxy;
  outside: TestOutside;
  timeCompression: number;
  escrowRecipients: string;
}

/**
 * A platform with its secret and two tasks, adopted, and the real worker process behind a proxy in front of AWS. Waiting
 * periods and the days of the backups pass `timeCompression` times faster.
 */
export async function openWorkerWorld({
  timeCompression = 1,
  escrowRecipients = "",
} = {}): Promise<WorkerWorld> {
  const world = await openWorld({ queue: true, hourMs: 3_600_000 / timeCompression });
  const env = await startForTest({ desiredCount: 2, timeCompression });
  const outside = await startOutsideForTest();
  await env.aws.startService();
  await seed(world, env.aws.secretText());
  const proxy = await startAwsProxy(env.aws.url);
  // In the task, the endpoint itself: a call that a test stops at the proxy is one of the worker.
  env.options.images["restartix-reencrypt"] = {
    command: ["false"],
    cwd: ROOT,
    env: {
      DATABASE_URL: world.database.urlFor("worker_test"),
      AWS_ENDPOINT_URL: env.aws.url,
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "sandbox",
      AWS_SECRET_ACCESS_KEY: "sandbox",
    },
  };
  const environment = environmentOf({ world, proxy, outside, timeCompression, escrowRecipients });
  let child: ChildProcess | undefined;
  const startWorker = () => {
    child = spawnWorker(environment);
  };
  const end = async (signal: NodeJS.Signals) => {
    const dying = child;
    child = undefined;
    if (!dying) return;
    const ended = once(dying, "close");
    dying.kill(signal);
    await ended;
  };
  return {
    world,
    env,
    proxy,
    outside,
    environment,
    startWorker,
    killWorker: async () => {
      await end("SIGKILL");
      await world.database.pool.query(
        "UPDATE key_rotation.phase_run SET claim_expires_at = now() - interval '1 s' WHERE status = 'running'",
      );
    },
    [Symbol.asyncDispose]: async () => {
      await end("SIGKILL");
      await proxy[Symbol.asyncDispose]();
      await outside[Symbol.asyncDispose]();
      await env[Symbol.asyncDispose]();
      await world.close();
    },
  };
}

/** The real worker process with these settings. */
export function spawnWorker(environment: Record<string, string>): ChildProcess {
  const args = [...ENGINE_FLAGS, join(ROOT, "bin", "worker.ts")];
  return spawn(join(ROOT, "node_modules", ".bin", "node"), args, {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...environment },
  });
}

function environmentOf({ world, proxy, outside, ...settings }: Company): Record<string, string> {
  return {
    APP_ENV: "sandbox",
    APP_URL: "http://localhost:3000",
    DATABASE_URL: world.database.urlFor("worker_test"),
    AWS_ENDPOINT_URL: proxy.url,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "sandbox",
    AWS_SECRET_ACCESS_KEY: "sandbox",
    SECRET_ID: "restartix-prod/env",
    ECS_CLUSTER: "restartix-prod",
    ECS_SERVICE: "restartix-core-api",
    REENCRYPT_TASK_DEFINITION: "restartix-reencrypt",
    REENCRYPT_SUBNETS: "subnet-0a1b2c3d",
    REENCRYPT_SECURITY_GROUPS: "sg-0a1b2c3d",
    DB_INSTANCE_ID: "restartix-prod",
    LOG_GROUP: "/ecs/restartix-core-api",
    GITHUB_API_URL: outside.outside.githubApiUrl,
    GITHUB_REPOSITORY: outside.options.repository,
    GITHUB_TOKEN: outside.options.githubToken,
    SLACK_API_URL: outside.outside.slackApiUrl,
    SLACK_TOKEN: outside.options.slackToken,
    SLACK_CHANNEL_ENGINEERING: "C0ENGINEERS",
    SLACK_CHANNEL_SECURITY: "C0SECURITY0",
    SLACK_CHANNEL_INCIDENTS: "C0INCIDENTS",
    ESCROW_AGE_RECIPIENTS: settings.escrowRecipients,
    TIME_COMPRESSION: String(settings.timeCompression),
  };
}

async function seed({ database }: World, secretText: string): Promise<void> {
  const keyring = parseKeyring(JSON.parse(secretText) as Record<string, string>);
  const ids = Array.from({ length: PATIENTS }, (_, index) => index + 1);
  const phones = ids.map((id) => encrypt(keyring, Buffer.from(`+40 7${id}`)));
  await database.pool.query("INSERT INTO organizations VALUES (1, 'Clinic')");
  await database.pool.query(
    `INSERT INTO patient_persons (id, organization_id, name, phone_encrypted, updated_at)
     SELECT id, 1, 'Patient', phone, '2026-01-01' FROM unnest($1::bigint[], $2::bytea[]) AS u(id, phone)`,
    [ids, phones],
  );
}

/** The worker proposes what it finds, Elena confirms it, Ana opens a rotation. */
export async function beginRotation({ world }: WorkerWorld): Promise<void> {
  const adoption = await vi.waitFor(
    () => world.web.db.adoption.findUniqueOrThrow({ where: { id: 1 } }),
    PATIENCE,
  );
  const proposal = { proposedAt: adoption.proposedAt.toISOString() };
  await must(confirmAdoption(world.web, world.people.elena, proposal));
  await must(createRotation(world.web, world.people.ana, {}));
}

/** Waits until the worker has inspected the newest phase, with every check passed. */
function ready({ world }: WorkerWorld): Promise<PhaseRun> {
  return vi.waitFor(async () => {
    const run = await current(world);
    const checks = await world.web.db.checkResult.findMany({
      where: { phaseRunId: run.id, moment: "inspection" },
    });
    const open = checks
      .filter((check) => check.outcome !== "pass")
      .map((check) => `${check.label}: ${check.value}`);
    const waiting = [
      run.inspectedAt === null ? "not inspected" : null,
      run.plan === null ? run.problem : null,
      ...open,
    ].filter(Boolean);
    if (waiting.length > 0) throw new Error(`${run.stepId}/${run.phaseId}: ${waiting.join("; ")}`);
    return run;
  }, PATIENCE);
}

const APPROVERS: readonly Name[] = ["elena", "dan"];

const fieldsOf = ({ stepId, phaseId }: PhaseRun) => filledIn(findPhase(stepId, phaseId)?.fields ?? []);

/** Waits until the phase "step/phase" is the newest, also one that nobody starts. */
export function openPhase({ world }: WorkerWorld, name: string): Promise<PhaseRun> {
  return vi.waitFor(async () => {
    const run = await current(world);
    if (`${run.stepId}/${run.phaseId}` !== name) throw new Error(`${run.stepId}/${run.phaseId} is open.`);
    return run;
  }, PATIENCE);
}

/** Submits the newest phase and has it approved where it has a gate. Returns the run to start. */
export async function approve(
  workerWorld: WorkerWorld,
  changes: Record<string, string> = {},
): Promise<PhaseRun> {
  const { world } = workerWorld;
  const run = await ready(workerWorld);
  const gate = findPhase(run.stepId, run.phaseId)?.gate;
  if (!gate) return run;
  const target = { phaseRunId: run.id, version: run.version, fields: { ...fieldsOf(run), ...changes } };
  const { requestId } = await must(requestApproval(world.web, world.people.ana, target));
  const { planHash } = await current(world);
  const decision = { requestId, planHash, decision: "approved" };
  for (const approver of APPROVERS.slice(0, gate.count))
    await must(decideApproval(world.web, signedIn(world.people[approver]), decision));
  return current(world);
}

export async function start({ world }: WorkerWorld, run: PhaseRun): Promise<void> {
  const { oldVersion, newVersion } = await world.web.db.rotation.findUniqueOrThrow({
    where: { id: run.rotationId },
  });
  const phase = findPhase(run.stepId, run.phaseId);
  const confirmation = phase?.phrase?.({ oldVersion, newVersion });
  const fields = { ...(phase?.gate ? {} : fieldsOf(run)), ...(confirmation ? { confirmation } : {}) };
  const target = { phaseRunId: run.id, version: run.version, fields };
  await must(startPhase(world.web, signedIn(world.people.ana), target));
}

/** Waits until the run is over, and returns it as it is then. */
export function outcome({ world }: WorkerWorld, run: PhaseRun): Promise<PhaseRun> {
  return vi.waitFor(async () => {
    const now = await world.web.db.phaseRun.findUniqueOrThrow({ where: { id: run.id } });
    if (now.status === "running") throw new Error(`${run.stepId}/${run.phaseId} is still running.`);
    return now;
  }, PATIENCE);
}

/** The newest phase from inspection to its completion. */
export async function complete(workerWorld: WorkerWorld): Promise<PhaseRun> {
  const run = await approve(workerWorld);
  await start(workerWorld, run);
  const done = await outcome(workerWorld, run);
  if (done.status !== "completed") throw new Error(`${run.stepId}/${run.phaseId}: ${done.problem}`);
  return done;
}
