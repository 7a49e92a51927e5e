import { notFound } from "next/navigation";
import { LiveStep } from "#components/rotation/live-step.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { web } from "#lib/runtime/web.ts";
import { findStepScreen } from "#lib/views/step-screen.ts";
import { retryMessageAction } from "../../messages/actions.ts";
import {
  cancelRotationAction,
  closeIssueAction,
  controlReencryptionAction,
  inspectAction,
  proposeResolutionAction,
  protectApplicationAction,
  repeatReEncryptionAction,
  reportIssueAction,
  requestApprovalAction,
  startPhaseAction,
  withdrawApprovalAction,
} from "./actions.ts";
import {
  approveWaiverAction,
  proposeWaiverAction,
  rejectWaiverAction,
  withdrawWaiverAction,
} from "./waiver-actions.ts";

const ACTIONS = {
  inspect: inspectAction,
  requestApproval: requestApprovalAction,
  withdraw: withdrawApprovalAction,
  perform: startPhaseAction,
  repeat: repeatReEncryptionAction,
  cancel: cancelRotationAction,
  control: controlReencryptionAction,
  protect: protectApplicationAction,
  reportIssue: reportIssueAction,
  proposeResolution: proposeResolutionAction,
  closeIssue: closeIssueAction,
  retryMessage: retryMessageAction,
  waiver: {
    propose: proposeWaiverAction,
    approve: approveWaiverAction,
    reject: rejectWaiverAction,
    withdraw: withdrawWaiverAction,
  },
};

export async function StepScreen({ rotationId, stepId }: { rotationId: string; stepId: string }) {
  const actor = await requireActor();
  const screen = await findStepScreen(web().db, actor, { rotationId, stepId });
  if (!screen) notFound();
  return <LiveStep initial={screen} actions={ACTIONS} />;
}
