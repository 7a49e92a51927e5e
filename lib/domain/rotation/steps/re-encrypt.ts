import { z } from "zod";
import type { StepContext } from "../../../ports/step-context.ts";
import { backupIsRecent } from "../checks/backup-checks.ts";
import {
  everyColumnClassified,
  everyColumnReachable,
  noUpdateTriggers,
  recordsCounted,
} from "../checks/data-checks.ts";
import { everyTaskWritesNewKey } from "../checks/fleet-checks.ts";
import { noStartUpErrors } from "../checks/log-checks.ts";
import { workersOfOneBuild } from "../checks/worker-checks.ts";
import { runAsTask } from "../reencryption-task.ts";
import { definePhase, defineStep, type InputField } from "../step.ts";
import type { FactView } from "../views.ts";

const Column = z.object({
  column: z.string(),
  total: z.number(),
  reencrypted: z.number(),
  alreadyCurrent: z.number(),
  raced: z.number(),
  deleted: z.number(),
  nulled: z.number(),
  quarantined: z.number(),
  /** Of the quarantined, those that two people waived. */
  waived: z.number().default(0),
  remaining: z.number(),
  unexplained: z.number(),
});

const Rate = z.preprocess(
  (typed) => (typed === "" || typed === undefined ? null : typed),
  z.coerce.number("Give the cells per second as a whole number.").int().min(1).max(10_000_000).nullable(),
);

const where: InputField = {
  name: "where",
  label: "Where it runs",
  hint: "",
  initial: "worker",
  kind: "choice",
  needs: "taskDefinition",
  options: [
    { value: "worker", label: "In the worker", hint: "Begins at once." },
    {
      value: "task",
      label: "As an ECS task",
      hint: "With processor and memory of its own. Begins when ECS has placed it, and goes on when the worker stops.",
    },
  ],
};

export const runJob = definePhase({
  id: "run",
  title: "Re-encrypt every cell",
  summary:
    "The registered columns are re-encrypted while the platform keeps writing. A value that changes meanwhile is never overwritten.",
  actionLabel: "Start re-encryption",
  gate: { id: "A3", title: "Run re-encryption", count: 1 },
  fields: [
    where,
    {
      name: "connections",
      label: "Database connections",
      hint: "Of each worker. 1 goes in small batches, for the application’s sake; 2 is faster. At most 8.",
      initial: "1",
    },
    {
      name: "cellsPerSecond",
      label: "Cells per second",
      hint: "Of all workers together. Empty: no limit. While it runs, any lower rate can be set, never a higher one.",
      initial: "",
      whenEmpty: "no limit",
    },
  ],
  input: z.object({
    where: z.enum(["worker", "task"]).default("worker"),
    connections: z.coerce.number().int().min(1).max(8).default(1),
    cellsPerSecond: Rate,
  }),
  checks: [
    backupIsRecent,
    everyTaskWritesNewKey,
    noStartUpErrors,
    recordsCounted,
    workersOfOneBuild,
    everyColumnClassified,
    everyColumnReachable,
    noUpdateTriggers,
  ],
  plan: async ({ rotation, platformData, reencryptionTasks, build }) => {
    const { version, digest } = await build();
    const taskDefinition = await reencryptionTasks?.definition();
    const intent: FactView[] = [
      { label: "From", value: `every readable version other than V${rotation.newVersion}` },
      { label: "To", value: `V${rotation.newVersion}` },
      {
        label: "Registry of encrypted columns (SHA-256)",
        value: await platformData.registryDigest(),
        kind: "code",
      },
      { label: "Build that re-encrypts", value: version },
      { label: "Its image", value: digest, kind: "code" },
    ];
    const bound = { imageDigest: digest };
    if (taskDefinition === undefined) return { intent, diff: [], bound };
    const task: FactView = { label: "Task definition, as an ECS task", value: taskDefinition, kind: "code" };
    return { intent: [...intent, task], diff: [], bound: { ...bound, taskDefinition } };
  },
  evidence: z.object({
    elapsedMs: z.number(),
    /** ARN of the ECS task that did it; null when the worker did. */
    task: z.string().nullable().default(null),
    columns: z.array(Column),
  }),
  // The job keeps its own checkpoints: run again it goes on where it stopped.
  perform: async ({ context, input: { where: place, ...input }, bound }) => {
    const { platformData, rotation, signal, clock } = context;
    const { imageDigest, taskDefinition = "" } = bound;
    await demandApprovedBuild(context, imageDigest);
    const { at } = await context.once("start", async () => ({ at: String(clock.now()) }));
    const job = { rotationId: rotation.id, start: `${context.token} ${at}`, ...input };
    const { task, ...result } =
      place === "task"
        ? await runAsTask(context, { ...job, definition: taskDefinition, build: imageDigest ?? "" })
        : { task: null, ...(await platformData.reencrypt({ ...job, signal })) };
    if (result.status === "cancelled")
      throw new Error(
        "The re-encryption was cancelled. What was done is kept: trying again goes on where it stopped.",
      );
    if (result.status === "failed")
      throw new Error(result.error ?? "The job failed. Trying again resumes it.");
    const quarantine = await platformData.judgeQuarantine(rotation.id);
    const unresolved = quarantine.reduce((sum, column) => sum + column.unresolved, 0);
    if (unresolved > 0) {
      throw new Error(
        `${unresolved} ${unresolved === 1 ? "cell cannot be decrypted and is" : "cells cannot be decrypted and are"} quarantined, unchanged. Repair them in the platform or have them waived by two people, then retry.`,
      );
    }
    const waivedIn = new Map(quarantine.map(({ column, waived }) => [column, waived]));
    const columns = result.columns.map((it) => ({ ...it, waived: waivedIn.get(it.column) ?? 0 }));
    return { elapsedMs: result.elapsedMs, task, columns };
  },
  facts: ({ elapsedMs, task, columns }) => [
    { label: "Elapsed", value: `${(elapsedMs / 1000).toFixed(1)} s` },
    ...(task === null ? [] : [{ label: "ECS task", value: task, kind: "code" as const }]),
    ...columns.map((column) => ({
      label: column.column,
      value: `${column.reencrypted.toLocaleString("en")} re-encrypted of ${column.total.toLocaleString("en")}, ${column.unexplained} unexplained${column.waived > 0 ? `, ${column.waived} waived by two people` : ""}`,
    })),
  ],
});

/** After a crash a worker goes on without judging the plan again; one of another build must not. */
async function demandApprovedBuild({ build }: StepContext, approved: string | undefined): Promise<void> {
  if ((await build()).digest === approved) return;
  throw new Error(
    "This worker is not of the build that was approved. Start that build and try again, or try again and request a new approval for this one.",
  );
}

export const reEncrypt = defineStep({
  id: "re-encrypt",
  number: 4,
  title: "Re-encrypt",
  why: "The old key can only be retired when no cell needs it.",
  revision: 1,
  systems: ["aws-secrets-manager", "aws-ecs", "aws-rds", "aws-cloudwatch-logs"],
  phases: [runJob],
});
