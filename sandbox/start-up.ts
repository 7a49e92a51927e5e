import type { Child } from "./child.ts";

/** What has been started so far, to be stopped in reverse order, and the first reason to give up. */
export class StartUp {
  readonly started = new AsyncDisposableStack();
  readonly #failure = Promise.withResolvers<never>();
  readonly #expected = new WeakSet<Child>();
  readonly #signal: AbortSignal | undefined;
  readonly #giveUp = () => this.fail("Stopped while starting.");
  #reason: Error | undefined;
  #stopping: Promise<void> | undefined;

  constructor(signal?: AbortSignal) {
    this.#failure.promise.catch(() => undefined);
    signal?.addEventListener("abort", this.#giveUp, { once: true });
    this.#signal = signal;
  }

  /** From here on, being asked to stop is no failure. */
  complete(): void {
    this.#signal?.removeEventListener("abort", this.#giveUp);
  }

  /** Rejects with the first failure; never resolves. */
  get failed(): Promise<never> {
    return this.#failure.promise;
  }

  fail(reason: string): void {
    if (this.#stopping || this.#reason) return;
    this.#reason = new Error(reason);
    this.#failure.reject(this.#reason);
  }

  /** Runs `work` to its end, unless something has failed before: what it starts must reach `started`. */
  async step<T>(work: () => Promise<T>): Promise<T> {
    if (this.#reason) throw this.#reason;
    return work();
  }

  /** Waits for `work`, which starts nothing that `started` does not hold, until it ends or something fails. */
  async wait<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.failed]);
  }

  /** A child whose end, unless announced, is a failure of the whole. */
  watch(name: string, child: Child): Child {
    void child.ended.then((outcome) => {
      if (this.#expected.has(child)) return;
      this.fail(`The ${name} ended (${outcome}):\n  ${child.lastLines().slice(-8).join("\n  ")}`);
    });
    return child;
  }

  expectEnd(child: Child): void {
    this.#expected.add(child);
  }

  stop(): Promise<void> {
    this.#stopping ??= this.started.disposeAsync();
    return this.#stopping;
  }
}
