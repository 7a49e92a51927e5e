import { z } from "zod";
import type { StepContext } from "../../../ports/step-context.ts";
import { everyTaskReadsNewKey, noForeignDeployment } from "../checks/fleet-checks.ts";
import { noStartUpErrors } from "../checks/log-checks.ts";
import { newKeyIsCurrentInSecret, writesUseOldVersion } from "../checks/secret-checks.ts";
import { Rollout, rollOut, rolloutFacts } from "../roll-out.ts";
import { definePhase, defineStep } from "../step.ts";
import { store } from "./store-key.ts";

/** Both keys in every task; `writes` is the version that `/health` has to name. */
async function rollOutBoth(context: StepContext, secretChangedAt: Date, writes: number) {
  const { fleet, rotation } = context;
  const injects = `ENCRYPTION_KEY_V${rotation.newVersion}`;
  const taskDefinition = await fleet.ensureInjects(injects, `ENCRYPTION_KEY_V${rotation.oldVersion}`);
  return rollOut(context, taskDefinition, { createdAfter: secretChangedAt, injects, writes: [writes] });
}

export const readersFirst = definePhase({
  id: "readers-first",
  title: "Phase one: every task can read the new key",
  summary:
    "Deploys with both keys while writes stay on the old one, so that no task ever meets a value that it cannot read.",
  actionLabel: "Deploy",
  input: z.object({}),
  checks: [newKeyIsCurrentInSecret, writesUseOldVersion, noForeignDeployment],
  plan: async ({ rotation }) => ({
    intent: [
      { label: "Every task is given", value: `ENCRYPTION_KEY_V${rotation.newVersion}`, kind: "code" },
      { label: "Writes keep using", value: `V${rotation.oldVersion}` },
    ],
    diff: [],
    bound: {},
  }),
  evidence: Rollout,
  perform: ({ context }) => {
    const { movedAt } = context.evidenceOf("store-key", store);
    return rollOutBoth(context, new Date(movedAt), context.rotation.oldVersion);
  },
  facts: rolloutFacts,
});

export const switchWrites = definePhase({
  id: "switch-writes",
  title: "Phase two: new writes use the new key",
  summary:
    "Changes one entry, ENCRYPTION_CURRENT_VERSION, and deploys again. It opens only when every task has proved that it can read the new key.",
  actionLabel: "Switch writes",
  gate: { id: "A2b", title: "Switch writes to the new version", count: 1 },
  input: z.object({}),
  checks: [newKeyIsCurrentInSecret, everyTaskReadsNewKey, noStartUpErrors],
  plan: async ({ rotation }) => ({
    intent: [
      { label: "New writes use", value: `V${rotation.newVersion} instead of V${rotation.oldVersion}` },
      { label: "Deployment", value: "every task of the service, one by one" },
    ],
    diff: [
      {
        name: "ENCRYPTION_CURRENT_VERSION",
        change: "changed",
        detail: `${rotation.oldVersion} → ${rotation.newVersion}`,
      },
    ],
    bound: {},
  }),
  evidence: Rollout.extend({ secretVersion: z.string(), switchedAt: z.string() }),
  perform: async ({ context }) => {
    const { custody, rotation, token } = context;
    const change = { from: rotation.oldVersion, to: rotation.newVersion, token };
    // The instant of the switch is kept: a later one would make the deployment that is under way look too old.
    const { versionId, changedAt } = await context.once("switch", () => custody.switchCurrentVersion(change));
    const rollout = await rollOutBoth(context, new Date(changedAt), rotation.newVersion);
    return { ...rollout, secretVersion: versionId, switchedAt: changedAt };
  },
  facts: (evidence) => [
    { label: "Secret version", value: evidence.secretVersion, kind: "code" },
    { label: "Switched", value: evidence.switchedAt, kind: "time" },
    ...rolloutFacts(evidence),
  ],
});

export const deploy = defineStep({
  id: "deploy",
  number: 3,
  title: "Deploy",
  why: "First every task learns to read the new key, then writes switch to it: in that order nothing is ever unreadable.",
  revision: 1,
  systems: ["aws-secrets-manager", "aws-ecs", "aws-cloudwatch-logs", "github"],
  phases: [readersFirst, switchWrites],
});
