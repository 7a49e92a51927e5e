import { findPhase } from "#lib/domain/rotation/procedure.ts";
import type { PhaseView, StepPageView } from "#lib/domain/rotation/views.ts";
import { SYSTEM } from "#lib/operations/caller.ts";
import { loadActor } from "#lib/operations/load-actor.ts";
import { decideApproval } from "#lib/operations/rotation/decide-approval.ts";
import { failPhase } from "#lib/operations/rotation/fail-phase.ts";
import { requestApproval } from "#lib/operations/rotation/request-approval.ts";
import { startPhase } from "#lib/operations/rotation/start-phase.ts";
import { findStepPage } from "#lib/views/step-page.ts";
import type { Viewer } from "#lib/views/viewer.ts";
import type { PhaseRun } from "#prisma/generated/client.ts";
import { jumpTo } from "./jump-to-phase.ts";
import {
  checks,
  claim,
  current,
  inspected,
  must,
  type Name,
  signedIn,
  type World,
} from "./operations-world.ts";

export async function viewerOf({ web, people }: World, name: Name): Promise<Viewer> {
  const actor = await web.db.$transaction((tx) => loadActor(tx, people[name].actorId));
  if (!actor) throw new Error(`${name} is nobody.`);
  return { ...actor, authTime: new Date() };
}

/** The page of the run's step as this person sees it, and the run's phase on it. */
export async function shown(
  world: World,
  run: Pick<PhaseRun, "rotationId" | "stepId" | "phaseId">,
  to: Name = "ana",
): Promise<{ page: StepPageView; phase: PhaseView }> {
  const page = await findStepPage(world.web.db, await viewerOf(world, to), run);
  const phase = page?.phases.find(({ id }) => id === run.phaseId);
  if (!page || !phase) throw new Error(`${run.stepId} has no page with ${run.phaseId}.`);
  return { page, phase };
}

type Key = Pick<PhaseRun, "stepId" | "phaseId">;

/** A gated phase with its checks run, submitted by Ana with these fields and approved by as many people as its gate asks for. */
export async function approvedPhase(
  world: World,
  key: Key,
  fields: Record<string, string> = {},
): Promise<PhaseRun> {
  const { id: phaseRunId, version } = await inspected(
    world,
    await jumpTo(world, { ...key, status: "ready" }),
  );
  const asked = { phaseRunId, version, fields };
  const { requestId } = await must(requestApproval(world.web, world.people.ana, asked));
  const { planHash } = await current(world);
  const decision = { requestId, planHash, decision: "approved" };
  for (const by of (["elena", "dan"] as const).slice(0, findPhase(key.stepId, key.phaseId)?.gate?.count))
    await must(decideApproval(world.web, signedIn(world.people[by]), decision));
  return current(world);
}

/** Started by Ana, and claimed by a worker. */
export async function startedPhase(world: World, run: PhaseRun): Promise<{ run: PhaseRun; fence: bigint }> {
  const confirmation = findPhase(run.stepId, run.phaseId)?.phrase?.({ oldVersion: 1, newVersion: 2 });
  const fields = confirmation === undefined ? {} : { confirmation };
  const target = { phaseRunId: run.id, version: run.version, fields };
  await must(startPhase(world.web, signedIn(world.people.ana), target));
  return claim(world, run);
}

/** Started, and refused by the worker because a check failed just before the effect. */
export async function heldBack(world: World, run: PhaseRun): Promise<PhaseRun> {
  const { fence } = await startedPhase(world, run);
  const refusal = { problem: "A check did not pass.", checks: checks("fail"), approvalEnds: null };
  await must(failPhase(world.worker, SYSTEM, { phaseRunId: run.id, fence, ...refusal }));
  return current(world);
}
