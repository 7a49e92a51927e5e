"use server";

import { redirect } from "next/navigation";
import type { ActionState } from "#components/rotation/action-state.ts";
import { createRotation } from "#lib/operations/rotation/create-rotation.ts";
import { formValues, runAction } from "../../../run-action.ts";

export async function createRotationAction(_: ActionState, form: FormData): Promise<ActionState> {
  const { state, value } = await runAction(createRotation, formValues(form));
  if (value) redirect(`/rotations/${value.rotationId}/checklist`);
  return state;
}
