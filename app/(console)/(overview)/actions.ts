"use server";

import type { ActionState } from "#components/rotation/action-state.ts";
import { confirmAdoption } from "#lib/operations/adoption/confirm-adoption.ts";
import { formValues, runAction } from "../../run-action.ts";

export async function confirmAdoptionAction(_: ActionState, form: FormData): Promise<ActionState> {
  return (await runAction(confirmAdoption, formValues(form))).state;
}
