"use server";

import type { ActionState } from "#components/rotation/action-state.ts";
import { saveSetting } from "#lib/operations/settings/save-setting.ts";
import { formValues, runAction } from "../../run-action.ts";

async function save(
  key: "policy" | "contacts",
  version: string | undefined,
  value: Record<string, unknown>,
): Promise<ActionState> {
  const { state } = await runAction(saveSetting, { key, version, value });
  return state.ok ? { ...state, message: "Saved.", requestId: null } : state;
}

const APPROVERS = "approvers.";

/** The fields "approvers.A1" … are one part of the policy. */
export async function savePolicyAction(_: ActionState, form: FormData): Promise<ActionState> {
  const { version, ...fields } = formValues(form);
  const rules: Record<string, string> = {};
  const approvers: Record<string, string> = {};
  for (const [name, given] of Object.entries(fields)) {
    if (name.startsWith(APPROVERS)) approvers[name.slice(APPROVERS.length)] = given;
    else rules[name] = given;
  }
  return save("policy", version, { ...rules, approvers });
}

export async function saveContactsAction(_: ActionState, form: FormData): Promise<ActionState> {
  const { version, ...contacts } = formValues(form);
  return save("contacts", version, contacts);
}
