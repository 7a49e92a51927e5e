"use server";

import type { ActionState } from "#components/rotation/action-state.ts";
import { decideWaiver } from "#lib/operations/waiver/decide-waiver.ts";
import { proposeWaiver } from "#lib/operations/waiver/propose-waiver.ts";
import { withdrawWaiver } from "#lib/operations/waiver/withdraw-waiver.ts";
import { formValues, runAction } from "../../../run-action.ts";

export async function proposeWaiverAction(_: ActionState, form: FormData): Promise<ActionState> {
  const { comment, ...subject } = formValues(form);
  return (await runAction(proposeWaiver, { ...subject, reason: comment })).state;
}

export async function approveWaiverAction(_: ActionState, form: FormData): Promise<ActionState> {
  return (await runAction(decideWaiver, { ...formValues(form), decision: "approved" })).state;
}

export async function rejectWaiverAction(_: ActionState, form: FormData): Promise<ActionState> {
  return (await runAction(decideWaiver, { ...formValues(form), decision: "rejected" })).state;
}

export async function withdrawWaiverAction(_: ActionState, form: FormData): Promise<ActionState> {
  return (await runAction(withdrawWaiver, formValues(form))).state;
}
