import type { Role } from "#lib/domain/actor.ts";
import { confirmAdoption } from "#lib/operations/adoption/confirm-adoption.ts";
import { proposeAdoption } from "#lib/operations/adoption/propose-adoption.ts";
import type { Operation } from "#lib/operations/operation.ts";
import { beginEffect } from "#lib/operations/rotation/begin-effect.ts";
import { createRotation } from "#lib/operations/rotation/create-rotation.ts";
import { decideApproval } from "#lib/operations/rotation/decide-approval.ts";
import { failPhase } from "#lib/operations/rotation/fail-phase.ts";
import { recordInspection } from "#lib/operations/rotation/record-inspection.ts";
import { repeatReEncryption } from "#lib/operations/rotation/repeat-re-encryption.ts";
import { requestApproval } from "#lib/operations/rotation/request-approval.ts";
import { requestInspection } from "#lib/operations/rotation/request-inspection.ts";
import { startPhase } from "#lib/operations/rotation/start-phase.ts";
import { succeedPhase } from "#lib/operations/rotation/succeed-phase.ts";
import { withdrawApproval } from "#lib/operations/rotation/withdraw-approval.ts";
import { jumpTo } from "./jump-to-phase.ts";
import {
  adopted,
  approved,
  checks,
  claimed,
  FIELDS,
  inspected,
  type Name,
  PLAN,
  PROPOSAL,
  proposed,
  requested,
  rotation,
  type World,
} from "./operations-world.ts";

export interface OperationCase {
  name: string;
  operation: Operation<unknown>;
  /** Who may do it: a person with this role, or the worker alone. */
  who: Role | "system";
  /** Somebody who may. For the worker's operations, on whose behalf it acts. */
  by: Name;
  /** Brings the world to where it is permitted and returns its input. */
  prepare: (world: World) => Promise<Record<string, unknown>>;
  /** Action of the audit row that it leaves. */
  action: string;
}

const target = (run: { id: string; version: number }) => ({ phaseRunId: run.id, version: run.version });
const EVIDENCE = { rollbackOwner: FIELDS.rollbackOwner, registryDigest: "00" };

const BY_PEOPLE: OperationCase[] = [
  {
    name: "confirm-adoption",
    operation: confirmAdoption,
    who: "security-approver",
    by: "elena",
    prepare: proposed,
    action: "PLATFORM_ADOPTED",
  },
  {
    name: "create-rotation",
    operation: createRotation,
    who: "security-engineer",
    by: "ana",
    prepare: async (world) => {
      await adopted(world);
      return {};
    },
    action: "KEY_ROTATION_CREATED",
  },
  {
    name: "request-inspection",
    operation: requestInspection,
    who: "security-engineer",
    by: "ana",
    prepare: async (world) => ({ phaseRunId: (await rotation(world)).id }),
    action: "CHECKS_REQUESTED",
  },
  {
    name: "request-approval",
    operation: requestApproval,
    who: "security-engineer",
    by: "ana",
    prepare: async (world) => ({
      ...target(await inspected(world, await rotation(world))),
      fields: FIELDS,
    }),
    action: "APPROVAL_REQUESTED",
  },
  {
    name: "decide-approval",
    operation: decideApproval,
    who: "security-approver",
    by: "elena",
    prepare: async (world) => {
      const { requestId, planHash } = await requested(world);
      return { requestId, planHash, decision: "approved" };
    },
    action: "APPROVAL_GIVEN",
  },
  {
    name: "withdraw-approval",
    operation: withdrawApproval,
    who: "security-engineer",
    by: "ana",
    prepare: async (world) => target((await requested(world)).run),
    action: "APPROVAL_WITHDRAWN",
  },
  {
    name: "start-phase",
    operation: startPhase,
    who: "security-engineer",
    by: "ana",
    prepare: async (world) => target((await approved(world)).run),
    action: "PHASE_STARTED",
  },
  {
    name: "repeat-re-encryption",
    operation: repeatReEncryption,
    who: "security-engineer",
    by: "ana",
    prepare: async (world) =>
      target(await jumpTo(world, { stepId: "verify", phaseId: "decrypt-every-cell", status: "failed" })),
    action: "RE_ENCRYPTION_REPEATED",
  },
];

const BY_WORKER: OperationCase[] = [
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

/** Every operation on a rotation, each with a world in which it is permitted. */
export const OPERATION_CASES: readonly OperationCase[] = [...BY_PEOPLE, ...BY_WORKER];
