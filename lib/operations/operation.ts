import { z } from "zod";
import type { Database, Transaction } from "#lib/db/client.ts";
import type { Actor } from "../domain/actor.ts";
import type { AuditEvent } from "../domain/audit/audit-event.ts";
import type { Problem } from "../domain/problem.ts";
import { ok, type Result, refuse } from "../domain/result.ts";
import { appendAudit } from "./append-audit.ts";
import type { Caller } from "./caller.ts";
import { loadActor } from "./load-actor.ts";
import { recordRefusal } from "./record-refusal.ts";

/** A wake-up for the worker, sent in the same transaction as the state change that it announces. */
export type Wake = (
  tx: Transaction,
  job: { queue: "inspect-phase" | "perform-phase" | "help-reencrypt"; phaseRunId: string },
) => Promise<void>;

export interface OperationDeps {
  db: Database;
  wake: Wake;
  environment: "production" | "staging" | "drill" | "sandbox";
  /** Where people reach the console, for links in messages. */
  appUrl: string;
  /** Length of one hour of policy in milliseconds: an hour, unless drills or the sandbox compress time. */
  hourMs: number;
}

export type Principal =
  | { kind: "person"; actor: Actor; authTime: Date | null }
  | { kind: "system"; actor: Actor | null };

export interface OperationContext {
  tx: Transaction;
  principal: Principal;
  environment: OperationDeps["environment"];
  appUrl: string;
  hourMs: number;
  /** The database's clock at the start of the transaction. */
  now: Date;
  wake: (job: Parameters<Wake>[1]) => Promise<void>;
}

/** An effect and the trail that it leaves. Without an event there is no effect: the type asks for at least one. */
export interface Done<R> {
  result: R;
  events: readonly [AuditEvent, ...AuditEvent[]];
}

interface OperationDefinition<Input extends z.ZodType, R> {
  name: string;
  input: Input;
  permit: (principal: Principal, input: z.infer<Input>) => Result<null>;
  run: (context: OperationContext, input: z.infer<Input>) => Promise<Result<Done<R>>>;
}

export type Operation<R> = (deps: OperationDeps, caller: Caller, raw: unknown) => Promise<Result<R>>;

/** Thrown inside the transaction so that it rolls back; never leaves this file. */
class Refusal extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/**
 * Wraps one write: parse, load the caller's roles from the database, permit, run and audit in one transaction.
 * A refusal rolls everything back and is recorded on its own. Throws only for bugs and outages.
 */
export function defineOperation<Input extends z.ZodType, R>(
  definition: OperationDefinition<Input, R>,
): Operation<R> {
  return async (deps, caller, raw) => {
    try {
      const value = await deps.db.$transaction((tx) => execute(definition, { deps, tx, caller, raw }));
      return ok(value);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await recordRefusal(deps.db, caller, { operation: definition.name, problem: error.problem });
      return { ok: false, problem: error.problem };
    }
  };
}

interface Execution {
  deps: OperationDeps;
  tx: Transaction;
  caller: Caller;
  raw: unknown;
}

async function execute<Input extends z.ZodType, R>(
  definition: OperationDefinition<Input, R>,
  { deps, tx, caller, raw }: Execution,
): Promise<R> {
  const principal = unwrap(await identify(tx, caller));
  const parsed = definition.input.safeParse(raw);
  if (!parsed.success) throw new Refusal({ code: "invalid-input", message: z.prettifyError(parsed.error) });
  unwrap(definition.permit(principal, parsed.data));
  const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT now()`;
  const wake = (job: Parameters<Wake>[1]) => deps.wake(tx, job);
  const { environment, appUrl, hourMs } = deps;
  const context = { tx, principal, environment, appUrl, hourMs, now: clock?.now ?? new Date(0), wake };
  const { result, events } = unwrap(await definition.run(context, parsed.data));
  const ipAddress = caller.kind === "person" ? caller.ipAddress : null;
  await appendAudit(tx, { kind: principal.kind, actor: principal.actor, ipAddress }, events);
  await tx.$queryRaw`SELECT pg_notify('key_rotation', ${JSON.stringify({ topic: "rotation", by: definition.name })})::text`;
  return result;
}

async function identify(tx: Transaction, caller: Caller): Promise<Result<Principal>> {
  if (caller.kind === "anonymous") return refuse("not-signed-in", "Sign in, then try again.");
  if (caller.kind === "system") {
    const actor = caller.onBehalfOf === null ? null : await loadActor(tx, caller.onBehalfOf);
    return ok({ kind: "system", actor });
  }
  const actor = await loadActor(tx, caller.actorId);
  return actor
    ? ok({ kind: "person", actor, authTime: caller.authTime })
    : refuse("not-signed-in", "Your access has ended. Sign in again.");
}

function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Refusal(result.problem);
  return result.value;
}
