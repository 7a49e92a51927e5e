"use server";

import type { ActionState } from "#components/rotation/action-state.ts";
import type { Operation } from "#lib/operations/operation.ts";
import { controlReencryption } from "#lib/operations/reencryption/control-reencryption.ts";
import { protectApplication } from "#lib/operations/reencryption/protect-application.ts";
import { cancelRotation } from "#lib/operations/rotation/cancel-rotation.ts";
import { moveStart } from "#lib/operations/rotation/move-start.ts";
import { repeatReEncryption } from "#lib/operations/rotation/repeat-re-encryption.ts";
import { requestApproval } from "#lib/operations/rotation/request-approval.ts";
import { requestInspection } from "#lib/operations/rotation/request-inspection.ts";
import { startPhase } from "#lib/operations/rotation/start-phase.ts";
import { withdrawApproval } from "#lib/operations/rotation/withdraw-approval.ts";
import { closeIssue } from "#lib/operations/safety/close-issue.ts";
import { proposeResolution } from "#lib/operations/safety/propose-resolution.ts";
import { reportIssue } from "#lib/operations/safety/report-issue.ts";
import { formValues, runAction } from "../../../run-action.ts";

async function act<R>(operation: Operation<R>, form: FormData): Promise<ActionState> {
  const { phaseRunId, version, ...fields } = formValues(form);
  return (await runAction(operation, { phaseRunId, version, fields })).state;
}

export async function inspectAction(_: ActionState, form: FormData): Promise<ActionState> {
  return act(requestInspection, form);
}

export async function requestApprovalAction(_: ActionState, form: FormData): Promise<ActionState> {
  return act(requestApproval, form);
}

export async function withdrawApprovalAction(_: ActionState, form: FormData): Promise<ActionState> {
  return act(withdrawApproval, form);
}

export async function startPhaseAction(_: ActionState, form: FormData): Promise<ActionState> {
  return act(startPhase, form);
}

export async function repeatReEncryptionAction(_: ActionState, form: FormData): Promise<ActionState> {
  return act(repeatReEncryption, form);
}

export async function cancelRotationAction(_: ActionState, form: FormData): Promise<ActionState> {
  const { phaseRunId, version, comment } = formValues(form);
  return (await runAction(cancelRotation, { phaseRunId, version, reason: comment })).state;
}

export async function moveStartAction(_: ActionState, form: FormData): Promise<ActionState> {
  return (await runAction(moveStart, formValues(form))).state;
}

export async function reportIssueAction(_: ActionState, form: FormData): Promise<ActionState> {
  const { rotationId, comment } = formValues(form);
  return (await runAction(reportIssue, { rotationId, description: comment })).state;
}

export async function proposeResolutionAction(_: ActionState, form: FormData): Promise<ActionState> {
  const { issueId, comment } = formValues(form);
  return (await runAction(proposeResolution, { issueId, resolution: comment })).state;
}

export async function closeIssueAction(_: ActionState, form: FormData): Promise<ActionState> {
  return (await runAction(closeIssue, formValues(form))).state;
}

export async function protectApplicationAction(_: ActionState, form: FormData): Promise<ActionState> {
  return (await runAction(protectApplication, formValues(form))).state;
}

export async function controlReencryptionAction(_: ActionState, form: FormData): Promise<ActionState> {
  return (await runAction(controlReencryption, formValues(form))).state;
}
