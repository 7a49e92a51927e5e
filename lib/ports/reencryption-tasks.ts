/** A task that runs once. */
export interface OneOffTask {
  id: string;
  /** As ECS spells it, for example PROVISIONING. */
  lastStatus: string;
  isOver: boolean;
  /** Of its process; null while it runs, and for one that never had a process. */
  exitCode: number | null;
  /** Why it is over: a kind that ECS names, such as `TaskFailedToStart, CannotPullContainerError`; null while it is not. */
  ended: string | null;
}

/** The re-encryption in a task of its own, which runs the console's image. Errors are `PortError`s. */
export interface ReencryptionTasks {
  /** ARN of the newest revision of the configured task definition. */
  definition: () => Promise<string>;
  /**
   * Runs `command` in the configured container of that revision, once per `token`: called again, by whomever and whatever
   * became of the task, it finds it. Returns the task's ARN.
   */
  start: (run: { token: string; definition: string; command: readonly string[] }) => Promise<string>;
  /** Null when ECS has forgotten it, as it does about an hour after its end. */
  look: (id: string) => Promise<OneOffTask | null>;
  /** Asks it to end; `reason` is shown in the AWS console. Does nothing to one that is over. */
  stop: (id: string, reason: string) => Promise<void>;
}
