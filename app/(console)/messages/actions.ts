"use server";

import type { ActionState } from "#components/rotation/action-state.ts";
import { retryMessage } from "#lib/operations/messages/retry-message.ts";
import { formValues, runAction } from "../../run-action.ts";

export async function retryMessageAction(_: ActionState, form: FormData): Promise<ActionState> {
  return (await runAction(retryMessage, formValues(form))).state;
}
