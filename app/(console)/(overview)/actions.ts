"use server";

import { redirect } from "next/navigation";
import type { ActionState } from "#components/rotation/action-state.ts";
import { confirmAdoption } from "#lib/operations/adoption/confirm-adoption.ts";
import { createRotation } from "#lib/operations/rotation/create-rotation.ts";
import { formValues, runAction } from "../../run-action.ts";

export async function confirmAdoptionAction(_: ActionState, form: FormData): Promise<ActionState> {
  return (await runAction(confirmAdoption, formValues(form))).state;
}

export async function createRotationAction(_: ActionState, form: FormData): Promise<ActionState> {
  const { state, value } = await runAction(createRotation, formValues(form));
  if (value) redirect(`/rotations/${value.rotationId}/checklist`);
  return state;
}
