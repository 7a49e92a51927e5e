import type { ReencryptionProgress, ReencryptionResult } from "../../ports/platform-data.ts";
import type { OneOffTask, ReencryptionTasks } from "../../ports/reencryption-tasks.ts";
import type { StepContext } from "../../ports/step-context.ts";

export interface TaskJob {
  /** ARN of the task definition that was approved. */
  definition: string;
  /** Digest of the build that was approved; the command refuses to be another. */
  build: string;
  rotationId: string;
  /** Names this start: the task is found by it, and people's orders stand for whoever works it. */
  start: string;
  connections: number;
  cellsPerSecond: number | null;
}

const POLL_MS = 1_000;
/** Long enough for a large image on a slow day; a paused job renews its lease all the time. */
const SILENCE_MS = 10 * 60_000;
/** What the command says with its exit status about each end. */
const EXIT: Partial<Record<ReencryptionResult["status"], number>> = {
  completed: 0,
  "completed-with-quarantine": 2,
};

/**
 * Runs the re-encryption as a task of its own and follows it to its end. Performed again after a crash it finds the same
 * task; when the worker stops, the task goes on. The job's row decides what became of it, and the exit code must agree.
 */
export async function runAsTask(
  context: StepContext,
  job: TaskJob,
): Promise<ReencryptionResult & { task: string }> {
  const { reencryptionTasks: tasks } = context;
  if (!tasks)
    throw new Error(
      "The re-encryption task is not set up any more. Set REENCRYPT_TASK_DEFINITION, or run it in the worker.",
    );
  const run = { token: job.start, definition: job.definition, command: commandOf(job) };
  const { task } = await context.once("task", async () => ({ task: await tasks.start(run) }));
  const begun = context.clock.now();
  for (;;) {
    // In this order: the row of a task that is over by then is its last word.
    const seen = await look(tasks, task);
    const progress = await context.platformData.findReencryption(job);
    if (isOver(seen, progress)) return { ...judge(seen.task, progress), task };
    // The job reads the order itself; this ends a task that does not, and is tried again when ECS does not answer.
    if (progress?.isCancelAsked) await tasks.stop(task, "Cancelled in Keyturn.").catch(() => undefined);
    const silentMs = progress?.silentMs ?? context.clock.now() - begun;
    if (silentMs > SILENCE_MS) await giveUp(tasks, task, seen.problem);
    await context.clock.pause(POLL_MS, context.signal);
  }
}

function commandOf({ rotationId, start, build, connections, cellsPerSecond }: TaskJob): string[] {
  const rate = cellsPerSecond === null ? [] : ["--job-rate", String(cellsPerSecond)];
  const flags = ["--rotation", rotationId, "--start", start, "--build", build];
  const size = ["--connections", String(connections), ...rate];
  return ["npm", "run", "--silent", "reencrypt", "--", "--json", ...flags, ...size];
}

interface Seen {
  /** Null: ECS does not know it any more, or does not answer. */
  task: OneOffTask | null;
  problem: Error | null;
}

/** The task works whether ECS can be asked or not: what cannot be asked is not over. */
async function look(tasks: ReencryptionTasks, id: string): Promise<Seen> {
  try {
    return { task: await tasks.look(id), problem: null };
  } catch (error) {
    return { task: null, problem: error instanceof Error ? error : new Error("ECS cannot be asked.") };
  }
}

function isOver({ task, problem }: Seen, progress: ReencryptionProgress | null): boolean {
  if (task) return task.isOver;
  // ECS forgets a task an hour after its end, and then the row alone knows; while ECS does not answer, it may yet run.
  return problem === null || (progress !== null && progress.result !== null);
}

function judge(task: OneOffTask | null, progress: ReencryptionProgress | null): ReencryptionResult {
  const ended = task ? `${task.ended}, exit code ${task.exitCode ?? "none"}` : "ECS has forgotten why";
  if (!progress)
    return failed(
      `The task ended before its job began (${ended}). Look at its log in CloudWatch, then try again.`,
    );
  const { result } = progress;
  if (!result)
    return failed(
      `The task ended in the middle of its job (${ended}). What was done is kept: trying again goes on where it stopped.`,
    );
  const expected = EXIT[result.status];
  if (task && expected !== undefined && task.exitCode !== expected)
    return failed(
      `The job says ${result.status}, but its task ended otherwise (${ended}). Look at its log in CloudWatch, then try again.`,
    );
  return result;
}

function failed(error: string): ReencryptionResult {
  return { status: "failed", elapsedMs: 0, error, columns: [] };
}

async function giveUp(tasks: ReencryptionTasks, task: string, problem: Error | null): Promise<never> {
  await tasks.stop(task, "Keyturn has had no sign of life from it.").catch(() => undefined);
  throw new Error(
    problem?.message ??
      "The task has given no sign of life for ten minutes and was stopped. Look at its log in CloudWatch, then try again.",
  );
}
