import { freePort } from "#sandbox/free-port.ts";
import type { Image } from "../image.ts";
import type { SecretBook } from "../secrets/secret-book.ts";
import { resolveSecrets } from "./resolve-secrets.ts";
import { Task, type TaskOrigin } from "./task.ts";

export interface Overrides {
  command?: string[] | undefined;
  environment?: Record<string, string>;
}

const LISTED_AFTER_STOP_SECONDS = 3_600;
const LISTED_AT_MOST = 200;

/** Every task of the cluster: creates them, starts their processes, forgets them an hour after they stopped. */
export class TaskLauncher {
  readonly #images: Record<string, Image>;
  readonly #book: SecretBook;
  #tasks: Task[] = [];

  constructor(images: Record<string, Image>, book: SecretBook) {
    this.#images = images;
    this.#book = book;
  }

  list(): readonly Task[] {
    const oldest = Date.now() / 1000 - LISTED_AFTER_STOP_SECONDS;
    const isRecent = (task: Task, index: number) =>
      (task.stoppedAt ?? Number.POSITIVE_INFINITY) > oldest && index >= this.#tasks.length - LISTED_AT_MOST;
    this.#tasks = this.#tasks.filter((task, index) => task.lastStatus !== "STOPPED" || isRecent(task, index));
    return this.#tasks;
  }

  create(origin: TaskOrigin): Task {
    const task = new Task(origin);
    this.#tasks.push(task);
    return task;
  }

  /** Resolves the secrets as they are now and starts the process; a task that cannot start ends with the reason. */
  async launch(task: Task, overrides: Overrides = {}): Promise<void> {
    task.launched = true;
    const container = task.origin.definition.containerDefinitions[0];
    const image = container && this.#images[container.image];
    if (!container || !image) {
      task.fail(`CannotPullContainerError: no image ${container?.image ?? ""} in this sandbox`);
      return;
    }
    try {
      const port = await freePort();
      const secrets = resolveSecrets(this.#book, container);
      const command = overrides.command ?? container.command ?? image.command;
      task.launch({ image, container, command, env: { ...secrets, ...overrides.environment }, port });
    } catch (error) {
      task.fail(error instanceof Error ? error.message : "the task could not be started");
    }
  }

  async stopAll(killAfterMs: number): Promise<void> {
    const stop = (task: Task) => task.stop("The sandbox is stopping", "UserInitiated", killAfterMs);
    await Promise.all(this.list().map(stop));
  }
}
