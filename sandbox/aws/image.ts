/** What a container image name of a task definition runs on this machine. */
export interface Image {
  /** Program and arguments; `containerOverrides[].command` of RunTask replaces all of it, as for an image without entry point. */
  command: string[];
  /** Environment baked into the image; the task definition's environment, secrets and PORT go on top. */
  env: Record<string, string>;
  /** Working directory; this process's own when absent. */
  cwd?: string;
  /** Path on the task's port that answers 2xx when the task is healthy; without it a task is healthy as soon as it runs. */
  healthPath?: string;
}
