import type { MessageInput } from "../domain/messages/outgoing-message.ts";
import type { Backups } from "./backups.ts";
import type { Clock } from "./clock.ts";
import type { Fleet } from "./fleet.ts";
import type { KeyCustody } from "./key-custody.ts";
import type { Logs } from "./logs.ts";
import type { OutsideMonitor } from "./monitors.ts";
import type { PlatformData } from "./platform-data.ts";
import type { ReencryptionTasks } from "./reencryption-tasks.ts";
import type { SafetyWatch } from "./safety-watch.ts";
import type { LiveWorker, WorkerBuild } from "./worker-build.ts";

export interface RotationFacts {
  id: string;
  type: "scheduled" | "emergency" | "drill";
  oldVersion: number;
  newVersion: number;
  createdAt: Date;
  plannedStart: Date;
  /** Earliest instant at which its start may be approved and begun. */
  startsFrom: Date;
  /** When the old key left the secret; null before. */
  retiredAt: Date | null;
  /** Earliest instant at which policy lets the old key be destroyed; null before its retirement. */
  destroyFrom: Date | null;
  /** Fingerprint of the old key, and the vault's item of it that a worker wrote; null when none is on record. */
  oldKey: { fingerprint: string | null; vaultItem: string | null };
  operator: string;
  approvers: readonly string[];
  /** Where the console shows this rotation. */
  url: string;
}

/** What a step may use: the facts of its rotation, the evidence of earlier phases, and the world behind ports. */
export interface StepContext {
  rotation: RotationFacts;
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
  /** Null: re-encryption runs in the worker only. */
  reencryptionTasks: ReencryptionTasks | null;
  backups: Backups;
  logs: Logs;
  /** Those that are configured. */
  monitors: readonly OutsideMonitor[];
  /** Queues what this phase run has to say, once. It is sent in its own time: no system that is down holds a step up. */
  tell: (messages: readonly MessageInput[]) => Promise<{ message: string }>;
  safety: SafetyWatch;
  clock: Clock;
  /** The build of the worker that performs this. */
  build: () => Promise<WorkerBuild>;
  liveWorkers: () => Promise<LiveWorker[]>;
  /** Aborted when the operator cancels or the worker stops. */
  signal: AbortSignal;
}
