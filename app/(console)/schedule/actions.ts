"use server";

import type { ActionState } from "#components/rotation/action-state.ts";
import type { AddressState } from "#components/schedule/address-state.ts";
import { webEnv } from "#lib/env.ts";
import { createCalendarToken } from "#lib/operations/calendar/create-calendar-token.ts";
import { revokeCalendarToken } from "#lib/operations/calendar/revoke-calendar-token.ts";
import { formValues, runAction } from "../../run-action.ts";

/** The answer to this one call is the only place where the address is ever shown. */
export async function createCalendarTokenAction(): Promise<AddressState> {
  const { state, value } = await runAction(createCalendarToken, {});
  const address = value && new URL(`/api/calendar/${value.token}.ics`, webEnv().APP_URL).href;
  return { ...state, address };
}

export async function revokeCalendarTokenAction(_: ActionState, form: FormData): Promise<ActionState> {
  const { state } = await runAction(revokeCalendarToken, formValues(form));
  return state;
}
