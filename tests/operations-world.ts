import { connectDatabase } from "#lib/db/client.ts";
import type { Role } from "#lib/domain/actor.ts";
import type { Result } from "#lib/domain/result.ts";
import type { PlanBinding } from "#lib/domain/rotation/approvals.ts";
import { connectQueue, enqueue } from "#lib/jobs/queue.ts";
import { confirmAdoption } from "#lib/operations/adoption/confirm-adoption.ts";
import { proposeAdoption } from "#lib/operations/adoption/propose-adoption.ts";
import { type Caller, SYSTEM } from "#lib/operations/caller.ts";
import type { OperationDeps, Wake } from "#lib/operations/operation.ts";
import { createRotation } from "#lib/operations/rotation/create-rotation.ts";
import { decideApproval } from "#lib/operations/rotation/decide-approval.ts";
import { recordInspection } from "#lib/operations/rotation/record-inspection.ts";
import { requestApproval } from "#lib/operations/rotation/request-approval.ts";
import { startPhase } from "#lib/operations/rotation/start-phase.ts";
import { succeedPhase } from "#lib/operations/rotation/succeed-phase.ts";
import { signIn } from "#lib/operations/session/sign-in.ts";
import type { PhaseRun } from "#prisma/generated/client.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";

const STAFF = {
  ana: ["security-engineer", "security-approver"],
  mihai: ["security-engineer", "security-approver"],
  elena: ["security-approver"],
  dan: ["security-approver"],
  ioana: ["security-engineer"],
  carmen: ["compliance-officer"],
  /** Has the roles, but no user of the platform that an audit row could name. */
  stranger: ["security-engineer", "security-approver"],
  /** Signed in, known to the platform, and in none of the groups that give a role. */
  guest: [],
} satisfies Record<string, Role[]>;
export type Name = keyof typeof STAFF;
const NAMES = Object.keys(STAFF) as Name[];

const FINGERPRINT_V1 = "1111111111111111";
export const FIELDS = { rollbackOwner: "Ana Ionescu" };
export const PLAN: PlanBinding["plan"] = {
  intent: [{ label: "Key to replace", value: "V1" }],
  diff: [],
  bound: { stagedVersionId: "a" },
};
export const OTHER_PLAN: PlanBinding["plan"] = { ...PLAN, bound: { stagedVersionId: "b" } };

export const checks = (outcome: "pass" | "fail" | "unknown" = "pass") => [
  {
    id: "fleet-healthy",
    label: "Every task is healthy",
    outcome,
    value: "3 of 3",
    expected: "all",
    source: "ECS",
    checkedAt: new Date().toISOString(),
  },
];

export const PROPOSAL = {
  currentVersion: 1,
  keys: [{ version: 1, fingerprint: FINGERPRINT_V1 }],
  otherEntries: 20,
  census: [],
  activatedAt: null,
};

export type World = Awaited<ReturnType<typeof openWorld>>;

/**
 * A platform database with people who signed in; operations run with the rights of the web and of the worker. They wake
 * nobody, unless a real worker is to be woken through the `queue`.
 */
export async function openWorld({ queue = false, hourMs = 3_600_000 } = {}) {
  const database = await createTestDatabase({ roles: true });
  const boss = queue ? await connectQueue(database.urlFor("web_test"), { supervise: false }).start() : null;
  const wake: Wake = async (tx, job) => {
    if (boss) await enqueue(boss, tx, job.queue, { phaseRunId: job.phaseRunId });
  };
  const deps = (role: string): OperationDeps => ({
    db: connectDatabase(database.urlFor(role), 12),
    wake,
    environment: "sandbox",
    appUrl: "https://keyturn.example",
    hourMs,
  });
  const web = deps("web_test");
  const worker = deps("worker_test");
  const people = await signInEverybody(database, web);
  return {
    database,
    web,
    worker,
    people,
    idOf: (name: Name): string => people[name].actorId,
    close: async () => {
      await boss?.stop({ graceful: false });
      await web.db.$disconnect();
      await worker.db.$disconnect();
      await database[Symbol.asyncDispose]();
    },
  };
}

type Person = Extract<Caller, { kind: "person" }>;

/** The person, signed in anew `minutes` ago. */
export const signedIn = (person: Person, minutes = 0): Person => ({
  ...person,
  authTime: new Date(Date.now() - minutes * 60_000),
});

async function signInEverybody(database: TestDatabase, web: OperationDeps): Promise<Record<Name, Person>> {
  const entries: [Name, Person][] = [];
  for (const [index, name] of NAMES.entries()) {
    const email = `${name}@restartix.example`;
    if (name !== "stranger")
      await database.pool.query("INSERT INTO users VALUES ($1, $2, 'staff')", [101 + index, email]);
    const identity = { issuer: "https://sso", subject: name, email, emailVerified: true, name };
    const { actorId } = await signIn(web.db, { ...identity, roles: STAFF[name], authTime: null }, "10.0.0.1");
    entries.push([name, { kind: "person", actorId, ipAddress: "10.0.0.9", authTime: null }]);
  }
  return Object.fromEntries(entries) as Record<Name, Person>;
}

/** The platform's user behind a person, as audit rows name it. */
export const userIdOf = (name: Name): bigint | null =>
  name === "stranger" ? null : BigInt(101 + NAMES.indexOf(name));

export async function must<T>(result: Promise<Result<T>>): Promise<T> {
  const answer = await result;
  if (!answer.ok) throw new Error(`Refused: ${answer.problem.code}: ${answer.problem.message}`);
  return answer.value;
}

/** Takes every rotation, key and proposal away, so that each test begins on a platform that nobody adopted. */
export async function reset({ database }: World): Promise<void> {
  await database.pool.query(`TRUNCATE key_rotation.rotation, key_rotation.key_version, key_rotation.adoption,
    key_rotation.anonymous_refusal, key_rotation.setting, key_rotation.escrow_copy,
    key_rotation.outgoing_message CASCADE; UPDATE key_rotation.actor SET disabled_at = NULL`);
}

export async function proposed(world: World): Promise<{ proposedAt: string }> {
  await must(proposeAdoption(world.worker, SYSTEM, PROPOSAL));
  const adoption = await world.web.db.adoption.findUniqueOrThrow({ where: { id: 1 } });
  return { proposedAt: adoption.proposedAt.toISOString() };
}

export async function adopted(world: World): Promise<void> {
  await must(confirmAdoption(world.web, world.people.elena, await proposed(world)));
}

/** A new rotation, operated by Ana: the team was told, and its first gated phase is open. */
export async function rotation(world: World): Promise<PhaseRun> {
  await adopted(world);
  await must(createRotation(world.web, world.people.ana, {}));
  const told = await current(world);
  await must(startPhase(world.web, world.people.ana, { phaseRunId: told.id, version: told.version }));
  const { fence } = await claim(world, told);
  const evidence = { message: `phase ${told.id}` };
  await must(succeedPhase(world.worker, SYSTEM, { phaseRunId: told.id, fence, evidence }));
  return current(world);
}

/** What a worker does before anything else, with the fence that it is given. */
export async function claim(world: World, { id }: PhaseRun): Promise<{ run: PhaseRun; fence: bigint }> {
  const { rows } = await world.database.pool.query<{ fence: string }>(
    `UPDATE key_rotation.phase_run SET claimed_by = 'a worker', claim_expires_at = now() + interval '1 min', fence = fence + 1
      WHERE id = $1 RETURNING fence`,
    [id],
  );
  const run = await world.web.db.phaseRun.findUniqueOrThrow({ where: { id } });
  return { run, fence: BigInt(rows[0]?.fence ?? 0) };
}

/** The run that was opened last. */
export function current({ worker }: World): Promise<PhaseRun> {
  return worker.db.phaseRun.findFirstOrThrow({ orderBy: { createdAt: "desc" } });
}

export async function inspected(world: World, run: PhaseRun): Promise<PhaseRun> {
  const found = { phaseRunId: run.id, checks: checks(), plan: PLAN, problem: null };
  await must(recordInspection(world.worker, SYSTEM, found));
  return current(world);
}

/** The gated first phase with its plan submitted by Ana. */
export async function requested(
  world: World,
): Promise<{ run: PhaseRun; requestId: string; planHash: string }> {
  const run = await inspected(world, await rotation(world));
  const target = { phaseRunId: run.id, version: run.version, fields: FIELDS };
  const { requestId } = await must(requestApproval(world.web, world.people.ana, target));
  const after = await current(world);
  return { run: after, requestId, planHash: after.planHash ?? "" };
}

/** The same, approved by Elena. */
export async function approved(
  world: World,
): Promise<{ run: PhaseRun; requestId: string; planHash: string }> {
  const { requestId, planHash } = await requested(world);
  const decision = { requestId, planHash, decision: "approved" };
  await must(decideApproval(world.web, world.people.elena, decision));
  return { run: await current(world), requestId, planHash };
}

/** The same, started by Ana and claimed by a worker. */
export async function claimed(world: World): Promise<{ run: PhaseRun; fence: bigint }> {
  const { run } = await approved(world);
  await must(startPhase(world.web, world.people.ana, { phaseRunId: run.id, version: run.version }));
  return claim(world, run);
}
