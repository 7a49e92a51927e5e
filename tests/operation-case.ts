import type { Role } from "#lib/domain/actor.ts";
import type { Operation } from "#lib/operations/operation.ts";
import type { Name, World } from "./operations-world.ts";

export interface OperationCase {
  name: string;
  operation: Operation<unknown>;
  /** Who may do it: people with one of these roles, everybody who signed in, or the worker alone. */
  who: readonly Role[] | "everybody" | "system";
  /** It changes nothing: its audit row is its only effect. */
  isReading?: true;
  /** Somebody who may. For the worker's operations, on whose behalf it acts. */
  by: Name;
  /** Brings the world to where it is permitted and returns its input. */
  prepare: (world: World) => Promise<Record<string, unknown>>;
  /** Action of the audit row that it leaves. */
  action: string;
}
