import type { Fleet } from "./fleet.ts";
import type { KeyCustody } from "./key-custody.ts";
import type { PlatformData } from "./platform-data.ts";

/** What a step may use: the facts of its rotation, the evidence of earlier phases, and the world behind ports. */
export interface StepContext {
  rotation: { id: string; oldVersion: number; newVersion: number };
  /** A UUID of this phase run: the same after a crash, so that an effect is done once. */
  token: string;
  evidenceOf: <E>(stepId: string, phase: { id: string; readEvidence: (raw: unknown) => E }) => E;
  /**
   * Does a part of the work and keeps its result with the phase run: after a crash the result is returned and the work is
   * not repeated. The work itself must bear to be done again, for a crash may come before its result is kept.
   */
  once: <T extends Record<string, string>>(part: string, work: () => Promise<T>) => Promise<T>;
  custody: KeyCustody;
  fleet: Fleet;
  platformData: PlatformData;
  /** Aborted when the operator cancels or the worker stops. */
  signal: AbortSignal;
}
