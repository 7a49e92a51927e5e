import { setTimeout as delay } from "node:timers/promises";
import { verifyAll } from "#lib/engine/verify-all.ts";
import { ApplicationClient, type Model, type Phase } from "./application.ts";
import { type Evidence, gather, readSinks } from "./evidence.ts";
import { FAULTS, pause } from "./faults.ts";
import { violationsOf } from "./invariants.ts";
import { JobProcesses } from "./job-processes.ts";
import { keyOf, type PhaseKeys, phaseKeys } from "./keys.ts";
import { Random } from "./random.ts";
import { repairAndVerify } from "./repair-and-verify.ts";
import { CANARY, type ChaosWorld, createChaosWorld, PLANTED } from "./world.ts";

export interface ChaosOptions {
  seed: number;
  milliseconds: number;
  workers: number;
  /** Of them, half the numbers are taken at the beginning. */
  patients: number;
  tell: (line: string) => void;
}

export interface ChaosResult {
  rounds: number;
  requests: number;
  /** Fault → how often it was done. */
  faults: Record<string, number>;
  violations: string[];
}

const CLIENTS = 6;
const LAST_VERSION = 199;
const FINISH_MS = 180_000;

/** Rotation after rotation, under live traffic and every fault, until the time is over; each is judged by the invariants. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const random = new Random(options.seed);
  const world = await createChaosWorld(options.seed, options.patients);
  const result: ChaosResult = { rounds: 0, requests: 0, faults: {}, violations: [] };
  const processes = new JobProcesses(world.jobUrl);
  const until = Date.now() + options.milliseconds;
  try {
    if (!world.smallDisk) options.tell("This machine may not mount a file system: the disk is not filled.");
    const model = await modelOf(world, phaseKeys(options.seed, 1));
    let from = 1;
    while (from < LAST_VERSION && (from === 1 || Date.now() < until)) {
      const found = await oneRound(
        { options, world, processes, random: random.fork(), model, until, result },
        from,
      );
      result.rounds += 1;
      options.tell(`Round ${from} to V${from + 1}: ${found.join("; ") || "all invariants hold"}`);
      result.violations.push(...found.map((violation) => `Round ${from}: ${violation}`));
      // What a broken round left behind would only be found again.
      if (found.length > 0) return result;
      from += 1;
    }
    result.violations.push(...(await repairAndVerify(world, processes, phaseKeys(options.seed, from))));
    return result;
  } finally {
    for (const child of processes.living) child.kill("SIGKILL");
    await world.end();
  }
}

interface Round {
  options: ChaosOptions;
  world: ChaosWorld;
  processes: JobProcesses;
  random: Random;
  model: Model;
  until: number;
  result: ChaosResult;
}

async function oneRound(round: Round, from: number): Promise<string[]> {
  const { options, world, processes, random, model, result } = round;
  const keys = phaseKeys(options.seed, from);
  const phase: Phase = { keys, mixed: true, stopped: false };
  const planted = await plantedCells(world);
  const { rows } = await world.pool.query<{ n: string }>("SELECT coalesce(max(n), 0) AS n FROM chaos.write");
  const seconds = random.between(8, 14);
  const rate = Math.max(20, Math.floor((options.patients * 2) / options.workers / seconds));
  const clients = clientsOf(round, phase);
  const traffic = Promise.all(clients.map((client) => client.work()));
  const settings = { workers: options.workers, rate };
  const job = processes.run(`chaos-${options.seed}-${from}`, settings, keys.entries);
  const verifications: string[] = [];
  // No task writes the older version any more well before a job of this rate can be done.
  const switched = delay(seconds * 400).then(() => (phase.mixed = false));
  await doFaults(round, { seconds, over: job, verifications, keys });
  await switched;
  const finished = await Promise.race([job.then(() => true), delay(FINISH_MS, false, { ref: false })]);
  verifications.push(await verify(world, keys));
  phase.stopped = true;
  await traffic;
  result.requests += clients.reduce((sum, client) => sum + client.requests, 0);
  if (!finished) return [`The job did not end within ${FINISH_MS / 1000} s after the last fault.`];
  const sinks = await readSinks(world);
  sinks.set("output of the workers", processes.output.join("\n"));
  return violationsOf({
    ...(await gather(world, keys, rows[0]?.n ?? "0")),
    keys,
    model,
    planted,
    clientViolations: clients.flatMap((client) => client.violations),
    verifications,
    sinks,
    secrets: secretsOf(options.seed, keys),
  });
}

function clientsOf({ options, world, model, random }: Round, phase: Phase): ApplicationClient[] {
  const highest = PLANTED + options.patients * 2 + 2;
  return Array.from({ length: CLIENTS }, (_, client) => {
    const ids = Array.from({ length: highest }, (__, id) => id).filter(
      (id) => id > PLANTED && id % CLIENTS === client,
    );
    for (const id of ids) if (!model.has(id)) model.set(id, undefined);
    return new ApplicationClient(world.url, { model, ids, random: random.fork(), phase });
  });
}

interface FaultTime {
  seconds: number;
  over: Promise<unknown>;
  verifications: string[];
  keys: PhaseKeys;
}

/** One fault after another, and some at the same time, for the round's length or until its job is done. */
async function doFaults(
  { world, processes, random, until, result }: Round,
  { seconds, over, verifications, keys }: FaultTime,
): Promise<void> {
  const end = new AbortController();
  over.then(
    () => end.abort(),
    () => end.abort(),
  );
  const stop = Math.max(Date.now() + 4_000, Math.min(Date.now() + seconds * 1000, until));
  const timer = setTimeout(() => end.abort(), stop - Date.now());
  const running: Promise<void>[] = [];
  await pause(random.between(500, 1_500), end.signal);
  while (!end.signal.aborted) {
    const name = random.pick(Object.keys(FAULTS));
    result.faults[name] = (result.faults[name] ?? 0) + 1;
    const fault = FAULTS[name]?.({ world, processes, random: random.fork(), signal: end.signal });
    if (fault) running.push(fault);
    if (random.chance(0.6)) await fault;
    if (random.chance(0.15)) verifications.push(await verify(world, keys));
    await pause(random.between(50, 700), end.signal);
  }
  clearTimeout(timer);
  await Promise.all(running);
}

async function verify(world: ChaosWorld, keys: PhaseKeys): Promise<string> {
  const report = await verifyAll({ databaseUrl: world.url, keyring: keys.keyring.only(keys.to) });
  return report.status;
}

async function plantedCells({ pool }: ChaosWorld): Promise<Evidence["planted"]> {
  const { rows } = await pool.query<{ id: string; blob: Buffer }>(
    "SELECT id, phone_encrypted AS blob FROM patient_persons WHERE id <= $1",
    [PLANTED],
  );
  return new Map(rows.map(({ id, blob }) => [Number(id), blob]));
}

async function modelOf({ pool }: ChaosWorld, { keyring }: PhaseKeys): Promise<Model> {
  const { decrypt } = await import("#lib/crypto/envelope.ts");
  const { rows } = await pool.query<{ id: string; phone: Buffer; contact: Buffer }>(
    `SELECT id, phone_encrypted AS phone, emergency_contact_phone_encrypted AS contact FROM patient_persons WHERE id > $1`,
    [PLANTED],
  );
  return new Map(
    rows.map(({ id, phone, contact }) => [
      Number(id),
      {
        phone_encrypted: decrypt(keyring, phone).toString("utf8"),
        emergency_contact_phone_encrypted: decrypt(keyring, contact).toString("utf8"),
      },
    ]),
  );
}

function secretsOf(seed: number, keys: PhaseKeys): string[] {
  const bytes = [keys.from, keys.to].map((version) => Buffer.from(keyOf(seed, version), "hex"));
  return [
    CANARY,
    ...bytes.flatMap((key) => [
      key.toString("hex"),
      key.toString("hex").toUpperCase(),
      key.toString("base64"),
      key.toString("base64url"),
      key.toString("latin1"),
      key.toString("utf8"),
    ]),
  ];
}
