export interface FleetTask {
  id: string;
  createdAt: Date;
  /** ECS `lastStatus` and `desiredStatus`, as ECS spells them. */
  lastStatus: string;
  desiredStatus: string;
  taskDefinition: string;
  /** Entries of the secret that each of its containers is given that is given any key; `*` for the whole secret. */
  injects: readonly string[];
  /** Entries of the secret that any of its containers names, from whatever version; none for the whole secret. */
  references: readonly string[];
  healthUrl: string | null;
}

export interface FleetObservation {
  desired: number;
  deployments: readonly { id: string; createdAt: Date; rolloutState: string; taskDefinition: string }[];
  /** Every running, pending and draining task of the service. */
  tasks: readonly FleetTask[];
}

export interface TaskHealth {
  ok: boolean;
  message: string;
  /** Version named in "Encryption working with key version N"; null when the task named none. */
  keyVersion: number | null;
}

/** The platform's service and its tasks. Errors are `PortError`s. */
export interface Fleet {
  observe: () => Promise<FleetObservation>;
  /** The task's own word about its encryption; a task that does not answer within 3 s is not ok. Never throws. */
  health: (task: FleetTask) => Promise<TaskHealth>;
  /**
   * A task definition that injects `entry`: the service's own, or the family's newest, or a new revision that
   * references it as `likeEntry` is referenced. Returns its ARN.
   */
  ensureInjects: (entry: string, likeEntry: string) => Promise<string>;
  /** A task definition that references `entry` nowhere; registers a new revision when the service's own does. */
  ensureOmits: (entry: string) => Promise<string>;
  /** Starts a deployment, unless the primary one has this task definition and was created at or after `notBefore`. */
  deploy: (deployment: { taskDefinition: string; notBefore: Date }) => Promise<string>;
  /** Where people see how that deployment was made, when something other than ECS made it; null when nothing shows it. */
  runUrl?: (deployment: { taskDefinition: string; notBefore: Date }) => Promise<string | null>;
}
