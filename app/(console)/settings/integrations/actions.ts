"use server";

import type { ActionState } from "#components/rotation/action-state.ts";
import { requestIntegrationTest } from "#lib/operations/integration/request-integration-test.ts";
import { formValues, runAction } from "../../../run-action.ts";

export async function testConnectionAction(_: ActionState, form: FormData): Promise<ActionState> {
  return (await runAction(requestIntegrationTest, formValues(form))).state;
}
