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
import { definePhase, defineStep } from "../step.ts";

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

export const runJob = definePhase({
  id: "run",
  title: "Re-encrypt every cell",
  summary:
    "The worker re-encrypts the registered columns while the platform keeps writing. A value that changes meanwhile is never overwritten.",
  actionLabel: "Start re-encryption",
  gate: { id: "A3", title: "Run re-encryption", count: 1 },
  fields: [
    {
      name: "connections",
      label: "Database connections",
      hint: "Of each worker. 1 leaves the application undisturbed; 2 is faster. At most 8.",
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
  input: z.object({ connections: z.coerce.number().int().min(1).max(8).default(1), cellsPerSecond: Rate }),
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
  plan: async ({ rotation, platformData, build }) => {
    const { version, digest } = await build();
    return {
      intent: [
        { label: "From", value: `every readable version other than V${rotation.newVersion}` },
        { label: "To", value: `V${rotation.newVersion}` },
        {
          label: "Registry of encrypted columns (SHA-256)",
          value: await platformData.registryDigest(),
          kind: "code",
        },
        { label: "Build that re-encrypts", value: version },
        { label: "Its image", value: digest, kind: "code" },
      ],
      diff: [],
      bound: { imageDigest: digest },
    };
  },
  evidence: z.object({ elapsedMs: z.number(), columns: z.array(Column) }),
  // The job keeps its own checkpoints: run again it goes on where it stopped.
  perform: async ({ context, input, bound }) => {
    const { platformData, rotation, signal, clock } = context;
    await demandApprovedBuild(context, bound.imageDigest);
    const { at } = await context.once("start", async () => ({ at: String(clock.now()) }));
    const start = `${context.token} ${at}`;
    const result = await platformData.reencrypt({ rotationId: rotation.id, start, ...input, signal });
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
    return { elapsedMs: result.elapsedMs, columns };
  },
  facts: ({ elapsedMs, columns }) => [
    { label: "Elapsed", value: `${(elapsedMs / 1000).toFixed(1)} s` },
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
  systems: ["aws-secrets-manager", "aws-ecs", "aws-rds"],
  phases: [runJob],
});
