import type { Child } from "./child.ts";
import { type ProcessPlace, startWorkerProcess } from "./company-processes.ts";
import type { StartUp } from "./start-up.ts";

const GRACE_MS = 5_000;

/** The worker process, which tests kill and start again at will. */
export class WorkerHandle {
  readonly #startUp: StartUp;
  readonly #place: ProcessPlace;
  readonly #env: Record<string, string>;
  #child: Child | undefined;

  constructor(startUp: StartUp, place: ProcessPlace, env: Record<string, string>) {
    this.#startUp = startUp;
    this.#place = place;
    this.#env = env;
  }

  start(): void {
    if (this.#child) throw new Error("The worker is running; kill it first.");
    this.#child = this.#startUp.watch("worker", startWorkerProcess(this.#place, this.#env));
  }

  async kill(): Promise<void> {
    const child = this.#take();
    await child?.kill();
  }

  async stop(): Promise<void> {
    const child = this.#take();
    await child?.stop(GRACE_MS);
  }

  #take(): Child | undefined {
    const child = this.#child;
    this.#child = undefined;
    if (child) this.#startUp.expectEnd(child);
    return child;
  }
}
