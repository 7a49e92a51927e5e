"use server";

import type { ActionState } from "#components/rotation/action-state.ts";
import { saveSetting } from "#lib/operations/settings/save-setting.ts";
import { formValues, runAction } from "../../run-action.ts";

async function save(key: "policy" | "contacts", form: FormData): Promise<ActionState> {
  const { version, ...value } = formValues(form);
  const { state } = await runAction(saveSetting, { key, version, value });
  return state.ok ? { ...state, message: "Saved.", requestId: null } : state;
}

export async function savePolicyAction(_: ActionState, form: FormData): Promise<ActionState> {
  return save("policy", form);
}

export async function saveContactsAction(_: ActionState, form: FormData): Promise<ActionState> {
  return save("contacts", form);
}
