import { nextRotation } from "#lib/domain/schedule/next-rotation.ts";
import { proposeAdoption } from "#lib/operations/adoption/propose-adoption.ts";
import { giveUpMessage } from "#lib/operations/messages/give-up-message.ts";
import { recordMessageSent } from "#lib/operations/messages/record-message-sent.ts";
import { beginEffect } from "#lib/operations/rotation/begin-effect.ts";
import { cancelRotation } from "#lib/operations/rotation/cancel-rotation.ts";
import { failPhase } from "#lib/operations/rotation/fail-phase.ts";
import { recordDroppedKey } from "#lib/operations/rotation/record-dropped-key.ts";
import { recordInspection } from "#lib/operations/rotation/record-inspection.ts";
import { recordResidueGone } from "#lib/operations/rotation/record-residue-gone.ts";
import { succeedPhase } from "#lib/operations/rotation/succeed-phase.ts";
import { openSafetyPeriod } from "#lib/operations/safety/open-safety-period.ts";
import { proposeRotation } from "#lib/operations/schedule/propose-rotation.ts";
import { jumpTo } from "./jump-to-phase.ts";
import { attempted } from "./message-world.ts";
import type { OperationCase } from "./operation-case.ts";
import { adopted, checks, claimed, FIELDS, must, PLAN, PROPOSAL, rotation } from "./operations-world.ts";

const target = (run: { id: string; version: number }) => ({ phaseRunId: run.id, version: run.version });
const EVIDENCE = { rollbackOwner: FIELDS.rollbackOwner, registryDigest: "00" };

export const WORKER_CASES: readonly OperationCase[] = [
  {
    name: "open-safety-period",
    operation: openSafetyPeriod,
    who: "system",
    by: "ana",
    prepare: async (world) => ({
      phaseRunId: (await jumpTo(world, { stepId: "safety-period", phaseId: "watch", status: "running" })).id,
    }),
    action: "SAFETY_PERIOD_STARTED",
  },
  {
    name: "record-dropped-key",
    operation: recordDroppedKey,
    who: "system",
    by: "ana",
    prepare: async (world) => {
      const reason = "Planned for the wrong quarter.";
      const { rotationId, ...run } = await rotation(world);
      await must(cancelRotation(world.web, world.people.ana, { ...target(run), reason }));
      return { rotationId };
    },
    action: "KEY_DROPPED",
  },
  {
    name: "record-residue-gone",
    operation: recordResidueGone,
    who: "system",
    by: "ana",
    prepare: async (world) => {
      await rotation(world);
      await world.database.pool.query(
        `UPDATE key_rotation.key_version SET residue = '["a"]', residue_checked_at = now() WHERE number = 1`,
      );
      return { version: 1 };
    },
    action: "KEY_RESIDUE_GONE",
  },
  {
    name: "record-message-sent",
    operation: recordMessageSent,
    who: "system",
    by: "ana",
    prepare: async (world) => ({ ...(await attempted(world)), permalink: "https://chat.example/p1" }),
    action: "MESSAGE_SENT",
  },
  {
    name: "give-up-message",
    operation: giveUpMessage,
    who: "system",
    by: "ana",
    prepare: async (world) => ({ ...(await attempted(world)), problem: "Slack refuses the token." }),
    action: "MESSAGE_GIVEN_UP",
  },
  {
    name: "propose-rotation",
    operation: proposeRotation,
    who: "system",
    by: "ana",
    prepare: async (world) => {
      await adopted(world);
      await world.database.pool.query(
        "DELETE FROM key_rotation.rotation_proposal; UPDATE key_rotation.key_version SET activated_at = now() - interval '89 days'",
      );
      const key = await world.web.db.keyVersion.findFirstOrThrow({ where: { state: "active" } });
      return { day: nextRotation(key.activatedAt ?? new Date(0), "UTC").date };
    },
    action: "KEY_ROTATION_PROPOSED",
  },
  {
    name: "propose-adoption",
    operation: proposeAdoption,
    who: "system",
    by: "ana",
    prepare: () => Promise.resolve(PROPOSAL),
    action: "PLATFORM_INSPECTED",
  },
  {
    name: "record-inspection",
    operation: recordInspection,
    who: "system",
    by: "ana",
    prepare: async (world) => ({
      phaseRunId: (await rotation(world)).id,
      checks: checks(),
      plan: PLAN,
      problem: null,
    }),
    action: "CHECKS_RUN",
  },
  {
    name: "begin-effect",
    operation: beginEffect,
    who: "system",
    by: "ana",
    prepare: async (world) => {
      const { run, fence } = await claimed(world);
      return { phaseRunId: run.id, fence, checks: checks(), plan: PLAN };
    },
    action: "PHASE_EFFECT_BEGUN",
  },
  {
    name: "fail-phase",
    operation: failPhase,
    who: "system",
    by: "ana",
    prepare: async (world) => {
      const { run, fence } = await claimed(world);
      return { phaseRunId: run.id, fence, problem: "It broke.", checks: null, approvalEnds: null };
    },
    action: "PHASE_FAILED",
  },
  {
    name: "succeed-phase",
    operation: succeedPhase,
    who: "system",
    by: "ana",
    prepare: async (world) => {
      const { run, fence } = await claimed(world);
      return { phaseRunId: run.id, fence, evidence: EVIDENCE };
    },
    action: "PHASE_COMPLETED",
  },
];
