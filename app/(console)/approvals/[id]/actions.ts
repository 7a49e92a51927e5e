"use server";

import type { ActionState } from "#components/rotation/action-state.ts";
import { decideApproval } from "#lib/operations/rotation/decide-approval.ts";
import { formValues, runAction } from "../../../run-action.ts";

export async function approveAction(_: ActionState, form: FormData): Promise<ActionState> {
  return (await runAction(decideApproval, { ...formValues(form), decision: "approved" })).state;
}

export async function rejectAction(_: ActionState, form: FormData): Promise<ActionState> {
  return (await runAction(decideApproval, { ...formValues(form), decision: "rejected" })).state;
}
