import { z } from "zod";
import type { StepContext } from "../../../ports/step-context.ts";
import { backupBeforeRemoval } from "../checks/backup-checks.ts";
import { everyColumnClassified } from "../checks/data-checks.ts";
import { everyTaskWritesNewKey } from "../checks/fleet-checks.ts";
import {
  everyMonitorAnswersWell,
  everyRowDecryptsWithoutOldKey,
  safetyPeriodOver,
} from "../checks/safety-checks.ts";
import { Rollout, rollOut, rolloutFacts } from "../roll-out.ts";
import { definePhase, defineStep } from "../step.ts";

export const retire = definePhase({
  id: "retire",
  title: "Take the old key out of use",
  summary:
    "First no task definition references the old key, then its entry leaves the secret, then every task is replaced once more. After this there is no rollback to the old key.",
  actionLabel: "Retire the old key",
  gate: { id: "A4", title: "Retire the old key", count: 2, stepUp: true },
  phrase: ({ oldVersion }) => `RETIRE V${oldVersion}`,
  input: z.object({}),
  checks: [
    safetyPeriodOver,
    everyMonitorAnswersWell,
    // A column that came after the re-encryption would be decrypted by no check below.
    everyColumnClassified,
    everyRowDecryptsWithoutOldKey,
    everyTaskWritesNewKey,
    backupBeforeRemoval,
  ],
  plan: async ({ rotation, custody }) => ({
    intent: [
      { label: "Entry to remove", value: `ENCRYPTION_KEY_V${rotation.oldVersion}`, kind: "code" },
      { label: "Key that remains", value: `V${rotation.newVersion}` },
      {
        label: "Older versions of the secret",
        value: "still hold the old key until Secrets Manager deletes them; they are listed and watched",
      },
    ],
    diff: await custody.diffRemoval({ version: rotation.oldVersion }),
    bound: {},
  }),
  evidence: Rollout.extend({ secretVersion: z.string(), removedAt: z.string() }),
  perform: async ({ context }) => {
    const { custody, fleet, rotation, token } = context;
    const omits = `ENCRYPTION_KEY_V${rotation.oldVersion}`;
    const demand = {
      injects: `ENCRYPTION_KEY_V${rotation.newVersion}`,
      omits,
      writes: [rotation.newVersion],
    };
    const taskDefinition = await fleet.ensureOmits(omits);
    // A task that still referenced the entry could not start again once it is gone, so the fleet changes first.
    const { at } = await context.once("references", async () => ({
      at: new Date(context.clock.now()).toISOString(),
    }));
    await rollOut(context, taskDefinition, { ...demand, createdAfter: new Date(at) });
    const removal = await context.once("removal", async () => {
      await demandNoOpenIssue(context);
      return custody.removeKey({ version: rotation.oldVersion, token });
    });
    const rollout = await rollOut(context, taskDefinition, {
      ...demand,
      createdAfter: new Date(removal.changedAt),
    });
    return { ...rollout, secretVersion: removal.versionId, removedAt: removal.changedAt };
  },
  facts: (evidence) => [
    { label: "Secret version", value: evidence.secretVersion, kind: "code" },
    { label: "Removed", value: evidence.removedAt, kind: "time" },
    ...rolloutFacts(evidence),
  ],
});

/** The roll-out before the removal takes minutes, in which somebody may have reported an issue. */
async function demandNoOpenIssue({ safety }: StepContext): Promise<void> {
  const { openIssues } = await safety.state();
  if (openIssues > 0)
    throw new Error("An issue was reported meanwhile. The old key stays in the secret until it is closed.");
}

export const retireOldKey = defineStep({
  id: "retire-old-key",
  number: 7,
  title: "Retire old key",
  why: "Only a key that nothing can use any more is harmless when it leaks.",
  revision: 1,
  systems: [
    "aws-secrets-manager",
    "aws-ecs",
    "aws-rds",
    "aws-cloudwatch-logs",
    "github",
    "sentry",
    "datadog",
  ],
  phases: [retire],
});
