import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Image } from "../image.ts";
import type { Container, TaskDefinition } from "./task-definition.ts";
import { TaskOutput } from "./task-output.ts";

export interface TaskOrigin {
  definition: TaskDefinition;
  /** `service:<name>` or `family:<name>`. */
  group: string;
  /** Deployment id of a service's task. */
  startedBy: string | undefined;
  /** Of RunTask; the same token with the same request starts nothing again. */
  clientToken?: string | undefined;
  request?: string;
  /** Where its network interface would be. */
  subnet?: string | undefined;
}

interface Launch {
  image: Image;
  container: Container;
  command: string[];
  env: Record<string, string>;
  port: number;
}

type LastStatus = "PENDING" | "RUNNING" | "DEACTIVATING" | "STOPPING" | "STOPPED";

/** Time in which a load balancer would stop sending requests, before SIGTERM. */
const DEREGISTRATION_MS = 250;
const seconds = () => Date.now() / 1000;

/** One task: one child process in a process group of its own, from PENDING to STOPPED. */
export class Task {
  readonly id = randomBytes(16).toString("hex");
  readonly origin: TaskOrigin;
  readonly createdAt = seconds();
  readonly output = new TaskOutput();
  startedAt: number | undefined;
  stoppingAt: number | undefined;
  stoppedAt: number | undefined;
  lastStatus: LastStatus = "PENDING";
  desiredStatus: "RUNNING" | "STOPPED" = "RUNNING";
  stopCode: string | undefined;
  stoppedReason: string | undefined;
  exitCode: number | undefined;
  port = 0;
  healthy = false;
  launched = false;
  #child: ChildProcess | undefined;
  readonly #ended = Promise.withResolvers<void>();

  constructor(origin: TaskOrigin) {
    this.origin = origin;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  launch({ image, container, command, env, port }: Launch): void {
    if (this.lastStatus === "STOPPED") return;
    const [program = "", ...args] = command;
    this.port = port;
    const own = {
      PATH: process.env.PATH ?? "",
      HOME: process.env.HOME ?? "/",
      NODE_ENV: "production",
    } as const;
    const plain = Object.fromEntries((container.environment ?? []).map(({ name, value }) => [name, value]));
    // The pipe on stdin closes when the sandbox dies, so a task can notice that it has been orphaned.
    const child = spawn(program, args, {
      cwd: image.cwd,
      env: { ...own, ...image.env, ...plain, ...env, PORT: String(port) },
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    this.#child = child;
    child.stdin.on("error", () => undefined);
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => this.output.append("stdout", chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => this.output.append("stderr", chunk));
    child.once("spawn", () => {
      this.startedAt = seconds();
      if (this.lastStatus === "PENDING") this.lastStatus = "RUNNING";
    });
    child.once("error", (error) => this.fail(`CannotStartContainerError: ${error.message}`));
    child.once("close", (code, signal) => this.#exited(code ?? (signal === "SIGKILL" ? 137 : 143)));
    void this.#watchHealth(image.healthPath);
  }

  /** Ends a task that never got a process. */
  fail(reason: string): void {
    this.stopCode ??= "TaskFailedToStart";
    this.stoppedReason ??= reason;
    this.#markStopped();
  }

  /** Drains the task: out of the load balancer, SIGTERM, and SIGKILL after `killAfterMs`. Resolves when it has ended. */
  async stop(reason: string, stopCode: string, killAfterMs = 30_000): Promise<void> {
    if (this.desiredStatus === "RUNNING") {
      this.desiredStatus = "STOPPED";
      this.stoppingAt = seconds();
      this.stopCode ??= stopCode;
      this.stoppedReason ??= reason;
      if (!this.#child) this.#markStopped();
      else if (this.lastStatus !== "STOPPED") void this.#drain(this.#child, killAfterMs);
    }
    await this.#ended.promise;
  }

  kill(): void {
    if (this.lastStatus !== "STOPPED") this.#signal("SIGKILL");
  }

  async #drain(child: ChildProcess, killAfterMs: number): Promise<void> {
    this.lastStatus = "DEACTIVATING";
    await delay(DEREGISTRATION_MS);
    if (child.exitCode !== null || child.signalCode !== null) return;
    this.lastStatus = "STOPPING";
    this.#signal("SIGTERM");
    const killer = setTimeout(() => this.kill(), killAfterMs);
    await this.#ended.promise;
    clearTimeout(killer);
  }

  #signal(signal: NodeJS.Signals): void {
    const pid = this.#child?.pid;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      this.#child?.kill(signal);
    }
  }

  #exited(code: number): void {
    this.exitCode = code;
    this.stopCode ??= "EssentialContainerExited";
    this.stoppedReason ??= "Essential container in task exited";
    this.#markStopped();
  }

  #markStopped(): void {
    this.healthy = false;
    this.desiredStatus = "STOPPED";
    this.stoppedAt ??= seconds();
    this.lastStatus = "STOPPED";
    this.#ended.resolve();
  }

  async #watchHealth(path: string | undefined): Promise<void> {
    while (this.desiredStatus === "RUNNING" && !this.healthy) {
      if (this.lastStatus === "RUNNING") this.healthy = path === undefined || (await this.#answers(path));
      if (!this.healthy) await delay(100);
    }
    if (this.desiredStatus === "STOPPED") this.healthy = false;
  }

  async #answers(path: string): Promise<boolean> {
    try {
      const url = `http://127.0.0.1:${this.port}${path}`;
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }
}
