import { setTimeout as delay } from "node:timers/promises";
import type { Faults } from "../faults.ts";
import { type Deployment, finish, newDeployment } from "./deployment.ts";
import type { Task } from "./task.ts";
import type { TaskDefinition } from "./task-definition.ts";
import type { TaskLauncher } from "./task-launcher.ts";

const FAILURES_BEFORE_GIVING_UP = 3;
const HEALTH_GRACE_SECONDS = 60;
const TICK_MS = 100;

/** Keeps `desiredCount` tasks alive and rolls a new deployment out one task at a time: start, healthy, drain an old one. */
export class Service {
  readonly name: string;
  desiredCount: number;
  deployments: Deployment[] = [];
  readonly #launcher: TaskLauncher;
  readonly #faults: Faults;
  readonly #counted = new Set<Task>();
  #loop: Promise<void> | undefined;
  #stopped = false;

  constructor(options: { name: string; desiredCount: number; launcher: TaskLauncher; faults: Faults }) {
    this.name = options.name;
    this.desiredCount = options.desiredCount;
    this.#launcher = options.launcher;
    this.#faults = options.faults;
  }

  deploy(definition: TaskDefinition): Deployment {
    for (const older of this.deployments) older.status = "ACTIVE";
    const deployment = newDeployment(definition);
    this.deployments.unshift(deployment);
    this.#loop ??= this.#run();
    return deployment;
  }

  tasks(): Task[] {
    return this.#launcher.list().filter((task) => task.origin.group === `service:${this.name}`);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const primary = this.deployments[0];
      if (primary) this.#step(primary);
      await delay(TICK_MS);
    }
  }

  #step(primary: Deployment): void {
    const tasks = this.tasks();
    this.#countFailures(primary, tasks);
    if (primary.rolloutState === "FAILED") return;

    const live = tasks.filter((task) => task.desiredStatus === "RUNNING");
    const fresh = live.filter((task) => task.origin.startedBy === primary.id);
    const old = live.filter((task) => task.origin.startedBy !== primary.id);
    this.#launchWaiting(fresh);

    const ready = fresh.every((task) => task.healthy);
    const draining = tasks.some((task) => task.lastStatus !== "STOPPED" && task.desiredStatus === "STOPPED");
    if (draining) return;
    if (fresh.length > this.desiredCount) this.#drain(fresh[0]);
    else if (ready && live.length > this.desiredCount) this.#drain(old[0]);
    else if (fresh.length < this.desiredCount && (ready || old.length === 0)) this.#start(primary);
    else if (ready && fresh.length === this.desiredCount) this.#complete(primary);
  }

  #start(primary: Deployment): void {
    const { definition } = primary;
    this.#launcher.create({ definition, group: `service:${this.name}`, startedBy: primary.id });
  }

  #launchWaiting(fresh: Task[]): void {
    if (this.#faults.stuckDeployment) return;
    for (const task of fresh.filter((one) => !one.launched)) void this.#launcher.launch(task);
  }

  #drain(task: Task | undefined): void {
    void task?.stop("Scaling activity initiated by deployment", "ServiceSchedulerInitiated");
  }

  #countFailures(primary: Deployment, tasks: Task[]): void {
    const mine = tasks.filter((task) => task.origin.startedBy === primary.id && !this.#counted.has(task));
    for (const task of mine) {
      const late = Date.now() / 1000 - (task.startedAt ?? Number.POSITIVE_INFINITY) > HEALTH_GRACE_SECONDS;
      if (late && !task.healthy && task.desiredStatus === "RUNNING") {
        void task.stop("Task failed health checks", "ServiceSchedulerInitiated");
      }
      if (task.desiredStatus === "RUNNING") continue;
      this.#counted.add(task);
      if (primary.rolloutState === "IN_PROGRESS") primary.failedTasks += 1;
    }
    if (primary.failedTasks >= FAILURES_BEFORE_GIVING_UP && primary.rolloutState === "IN_PROGRESS") {
      finish(primary, "FAILED", "ECS deployment circuit breaker: tasks failed to start.");
    }
  }

  #complete(primary: Deployment): void {
    if (primary.rolloutState === "IN_PROGRESS") {
      finish(primary, "COMPLETED", `ECS deployment ${primary.id} completed.`);
    }
    this.deployments = [primary];
  }
}
