import type { Role } from "#lib/domain/actor.ts";
import { DEFAULT_POLICY } from "#lib/domain/settings/policy.ts";
import { confirmAdoption } from "#lib/operations/adoption/confirm-adoption.ts";
import { recordReading } from "#lib/operations/compliance/record-reading.ts";
import { retryMessage } from "#lib/operations/messages/retry-message.ts";
import { controlReencryption } from "#lib/operations/reencryption/control-reencryption.ts";
import { protectApplication } from "#lib/operations/reencryption/protect-application.ts";
import { cancelRotation } from "#lib/operations/rotation/cancel-rotation.ts";
import { createRotation } from "#lib/operations/rotation/create-rotation.ts";
import { decideApproval } from "#lib/operations/rotation/decide-approval.ts";
import { downloadEscrow } from "#lib/operations/rotation/download-escrow.ts";
import { moveStart } from "#lib/operations/rotation/move-start.ts";
import { repeatReEncryption } from "#lib/operations/rotation/repeat-re-encryption.ts";
import { requestApproval } from "#lib/operations/rotation/request-approval.ts";
import { requestInspection } from "#lib/operations/rotation/request-inspection.ts";
import { startPhase } from "#lib/operations/rotation/start-phase.ts";
import { withdrawApproval } from "#lib/operations/rotation/withdraw-approval.ts";
import { closeIssue } from "#lib/operations/safety/close-issue.ts";
import { proposeResolution } from "#lib/operations/safety/propose-resolution.ts";
import { reportIssue } from "#lib/operations/safety/report-issue.ts";
import { saveSetting } from "#lib/operations/settings/save-setting.ts";
import { CALENDAR_CASES } from "./calendar-cases.ts";
import { INTEGRATION_CASES } from "./integration-cases.ts";
import { jumpTo } from "./jump-to-phase.ts";
import { failing } from "./message-world.ts";
import type { OperationCase } from "./operation-case.ts";
import {
  adopted,
  approved,
  FIELDS,
  inspected,
  must,
  proposed,
  requested,
  rotation,
} from "./operations-world.ts";
import { A_QUARTER, reencrypting } from "./reencryption-world.ts";
import { REGISTRY_CASES } from "./registry-cases.ts";
import { asShown, reported, watching } from "./safety-world.ts";
import { WAIVER_CASES } from "./waiver-cases.ts";
import { WORKER_CASES } from "./worker-cases.ts";

const target = (run: { id: string; version: number }) => ({ phaseRunId: run.id, version: run.version });

const BY_PEOPLE: OperationCase[] = [
  {
    name: "confirm-adoption",
    operation: confirmAdoption,
    who: ["security-approver"],
    by: "elena",
    prepare: proposed,
    action: "PLATFORM_ADOPTED",
  },
  {
    name: "create-rotation",
    operation: createRotation,
    who: ["security-engineer"],
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
    who: ["security-engineer"],
    by: "ana",
    prepare: async (world) => ({ phaseRunId: (await inspected(world, await rotation(world))).id }),
    action: "CHECKS_REQUESTED",
  },
  {
    name: "request-approval",
    operation: requestApproval,
    who: ["security-engineer"],
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
    who: ["security-approver"],
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
    who: ["security-engineer"],
    by: "ana",
    prepare: async (world) => target((await requested(world)).run),
    action: "APPROVAL_WITHDRAWN",
  },
  {
    name: "start-phase",
    operation: startPhase,
    who: ["security-engineer"],
    by: "ana",
    prepare: async (world) => target((await approved(world)).run),
    action: "PHASE_STARTED",
  },
  {
    name: "repeat-re-encryption",
    operation: repeatReEncryption,
    who: ["security-engineer"],
    by: "ana",
    prepare: async (world) =>
      target(await jumpTo(world, { stepId: "verify", phaseId: "decrypt-every-cell", status: "failed" })),
    action: "RE_ENCRYPTION_REPEATED",
  },
  {
    name: "cancel-rotation",
    operation: cancelRotation,
    who: ["security-engineer"],
    by: "ana",
    prepare: async (world) => ({
      ...target(await inspected(world, await rotation(world))),
      reason: "Planned for the wrong quarter.",
    }),
    action: "KEY_ROTATION_CANCELLED",
  },
  {
    name: "move-start",
    operation: moveStart,
    who: ["security-engineer"],
    by: "ana",
    prepare: async (world) => ({
      ...target(await inspected(world, await rotation(world))),
      plannedStart: new Date(Date.now() + 86_400_000).toISOString(),
    }),
    action: "KEY_ROTATION_START_MOVED",
  },
  {
    name: "control-reencryption",
    operation: controlReencryption,
    who: ["security-engineer"],
    by: "ana",
    prepare: async (world) => ({ jobId: await reencrypting(world), version: 0, order: "pause" }),
    action: "REENCRYPTION_PAUSED",
  },
  {
    name: "protect-application",
    operation: protectApplication,
    who: ["security-engineer"],
    by: "ana",
    prepare: async (world) => ({ jobId: await reencrypting(world), version: 0, ...A_QUARTER }),
    action: "REENCRYPTION_PROTECTION_CHANGED",
  },
];

const TEAM: readonly Role[] = ["security-engineer", "security-approver"];

const AROUND_THE_PHASES: OperationCase[] = [
  {
    name: "report-issue",
    operation: reportIssue,
    who: TEAM,
    by: "ioana",
    prepare: async (world) => ({
      rotationId: (await watching(world)).rotationId,
      description: "A clinic sees no phone numbers.",
    }),
    action: "SAFETY_ISSUE_REPORTED",
  },
  {
    name: "propose-resolution",
    operation: proposeResolution,
    who: ["security-engineer"],
    by: "ana",
    prepare: async (world) => ({
      issueId: (await reported(world, (await watching(world)).rotationId)).id,
      resolution: "The clinic had no phone numbers.",
    }),
    action: "SAFETY_RESOLUTION_PROPOSED",
  },
  {
    name: "close-issue",
    operation: closeIssue,
    who: TEAM,
    by: "mihai",
    prepare: async (world) => {
      const { id } = await reported(world, (await watching(world)).rotationId);
      const proposal = { issueId: id, resolution: "The clinic had no phone numbers." };
      await must(proposeResolution(world.web, world.people.ana, proposal));
      return asShown(world, id);
    },
    action: "SAFETY_ISSUE_CLOSED",
  },
  {
    name: "retry-message",
    operation: retryMessage,
    who: ["security-engineer"],
    by: "ana",
    prepare: (world) => failing(world),
    action: "MESSAGE_RETRIED",
  },
  {
    name: "save-setting",
    operation: saveSetting,
    who: ["security-approver"],
    by: "elena",
    prepare: () => Promise.resolve({ key: "policy", version: 0, value: DEFAULT_POLICY }),
    action: "SETTINGS_CHANGED",
  },
  {
    name: "download-escrow",
    operation: downloadEscrow,
    who: ["security-engineer"],
    isReading: true,
    by: "ana",
    prepare: async (world) => {
      const { rotationId } = await rotation(world);
      await world.database.pool.query(
        "INSERT INTO key_rotation.escrow_copy (key_version, label, recipients, sealed, sha256) VALUES (2, 'V2', '{age1x}', 'sealed', '00')",
      );
      return { rotationId };
    },
    action: "ESCROW_DOWNLOADED",
  },
  {
    name: "record-reading",
    operation: recordReading,
    who: "everybody",
    isReading: true,
    by: "carmen",
    prepare: () => Promise.resolve({ what: "compliance" }),
    action: "COMPLIANCE_VIEWED",
  },
];

/** Every operation on a rotation, each with a world in which it is permitted. */
export const OPERATION_CASES: readonly OperationCase[] = [
  ...BY_PEOPLE,
  ...AROUND_THE_PHASES,
  ...WAIVER_CASES,
  ...REGISTRY_CASES,
  ...INTEGRATION_CASES,
  ...CALENDAR_CASES,
  ...WORKER_CASES,
];
