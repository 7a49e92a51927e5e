"use server";

import type { ActionState } from "#components/rotation/action-state.ts";
import { classifyColumn } from "#lib/operations/registry/classify-column.ts";
import { formValues, runAction } from "../../../run-action.ts";

export async function classifyColumnAction(_: ActionState, form: FormData): Promise<ActionState> {
  return (await runAction(classifyColumn, formValues(form))).state;
}
