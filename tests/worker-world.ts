import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { vi } from "vitest";
import { encrypt } from "#lib/crypto/envelope.ts";
import { parseKeyring } from "#lib/crypto/keyring.ts";
import { confirmAdoption } from "#lib/operations/adoption/confirm-adoption.ts";
import { createRotation } from "#lib/operations/rotation/create-rotation.ts";
import { decideApproval } from "#lib/operations/rotation/decide-approval.ts";
import { requestApproval } from "#lib/operations/rotation/request-approval.ts";
import { startPhase } from "#lib/operations/rotation/start-phase.ts";
import type { PhaseRun } from "#prisma/generated/client.ts";
import { startForTest, type TestAws } from "#sandbox/aws/start-for-test.ts";
import { type AwsProxy, startAwsProxy } from "./aws-proxy.ts";
import { current, FIELDS, must, openWorld, type World } from "./operations-world.ts";

const ROOT = join(import.meta.dirname, "..");
const PATIENTS = 200;
const PATIENCE = { timeout: 60_000, interval: 50 };

export interface WorkerWorld extends AsyncDisposable {
  world: World;
  env: TestAws;
  proxy: AwsProxy;
  startWorker: () => void;
  /** SIGKILL, and the time passes that its claim would still have held. */
  killWorker: () => Promise<void>;
}

/** A platform with its secret and two tasks, adopted, and the real worker process behind a proxy in front of AWS. */
export async function openWorkerWorld(): Promise<WorkerWorld> {
  const world = await openWorld({ queue: true });
  const env = await startForTest({ desiredCount: 2 });
  await env.aws.startService();
  await seed(world, env.aws.secretText());
  const proxy = await startAwsProxy(env.aws.url);
  let child: ChildProcess | undefined;
  const startWorker = () => {
    child = spawnWorker(world, proxy);
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
      await env[Symbol.asyncDispose]();
      await world.close();
    },
  };
}

function spawnWorker(world: World, proxy: AwsProxy): ChildProcess {
  const args = ["--conditions=react-server", join(ROOT, "bin", "worker.ts")];
  const child = spawn(join(ROOT, "node_modules", ".bin", "node"), args, {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
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
    },
  });
  return child;
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

/** Submits the newest phase and has it approved where it has a gate. Returns the run to start. */
export async function approve(workerWorld: WorkerWorld): Promise<PhaseRun> {
  const { world } = workerWorld;
  const run = await ready(workerWorld);
  const target = { phaseRunId: run.id, version: run.version };
  const asked = await requestApproval(world.web, world.people.ana, {
    ...target,
    fields: run.stepId === "checklist" ? FIELDS : {},
  });
  if (!asked.ok) {
    if (!asked.problem.message.includes("needs no approval")) throw new Error(asked.problem.message);
    return run;
  }
  const { planHash } = await current(world);
  const decision = { requestId: asked.value.requestId, planHash, decision: "approved" };
  await must(decideApproval(world.web, world.people.elena, decision));
  return current(world);
}

export async function start({ world }: WorkerWorld, run: PhaseRun): Promise<void> {
  await must(startPhase(world.web, world.people.ana, { phaseRunId: run.id, version: run.version }));
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
