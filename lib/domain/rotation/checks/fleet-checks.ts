import type { StepContext } from "../../../ports/step-context.ts";
import { type FleetProof, proveFleet } from "../fleet-proof.ts";
import type { Check, CheckOutcome } from "../step.ts";
import { store } from "../steps/store-key.ts";

const SOURCE = "ECS tasks, task definitions and /health of each task";
const EVER = new Date(0);

function outcomeOf({ missing, tasks }: FleetProof): CheckOutcome {
  return missing.length === 0
    ? { outcome: "pass", value: `${tasks.length} of ${tasks.length} tasks proved` }
    : { outcome: "fail", value: missing.join("; ") };
}

async function proof(context: StepContext, writes: readonly number[]): Promise<CheckOutcome> {
  const { fleet, rotation } = context;
  const { movedAt } = context.evidenceOf("store-key", store);
  const injects = `ENCRYPTION_KEY_V${rotation.newVersion}`;
  return outcomeOf(await proveFleet(fleet, { createdAfter: new Date(movedAt), injects, writes }));
}

export const fleetHealthyOnOldVersion: Check = {
  id: "fleet-healthy",
  label: "Every task is healthy on the old version",
  expected: "all tasks running, encryption healthy",
  source: SOURCE,
  run: async ({ fleet, rotation }) => {
    const injects = `ENCRYPTION_KEY_V${rotation.oldVersion}`;
    return outcomeOf(await proveFleet(fleet, { createdAfter: EVER, injects, writes: [rotation.oldVersion] }));
  },
};

export const noForeignDeployment: Check = {
  id: "no-foreign-deployment",
  label: "No other deployment is under way",
  expected: "no rollout in progress that began before the secret changed",
  source: "ECS service",
  run: async (context) => {
    const { deployments } = await context.fleet.observe();
    const changed = new Date(context.evidenceOf("store-key", store).movedAt);
    const foreign = deployments.filter((it) => it.rolloutState === "IN_PROGRESS" && it.createdAt < changed);
    return { outcome: foreign.length === 0 ? "pass" : "fail", value: `${foreign.length} in progress` };
  },
};

export const everyTaskReadsNewKey: Check = {
  id: "every-task-reads-new-key",
  label: "Every task can read the new key",
  expected: "every task created after the secret changed, given the new key, healthy",
  source: SOURCE,
  run: (context) => proof(context, [context.rotation.oldVersion, context.rotation.newVersion]),
};

export const everyTaskWritesNewKey: Check = {
  id: "every-task-writes-new-key",
  label: "Every task writes with the new key",
  expected: "health of every task names the new version",
  source: SOURCE,
  run: (context) => proof(context, [context.rotation.newVersion]),
};
