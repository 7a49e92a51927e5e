import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Cookie } from "@playwright/test";

const MANIFEST = join(import.meta.dirname, "..", "..", ".next", "server", "server-reference-manifest.json");

export type ActionName =
  | "confirmAdoptionAction"
  | "createRotationAction"
  | "approveAction"
  | "inspectAction"
  | "requestApprovalAction"
  | "startPhaseAction";

export interface ActionCall {
  /** Address of the console. */
  console: string;
  action: ActionName;
  /** Page that the action belongs to. */
  path: string;
  fields?: Record<string, string>;
  cookies?: readonly Cookie[];
  /** Instead of the console's own; null sends none. */
  origin?: string | null;
  headers?: Record<string, string>;
}

export interface ActionAnswer {
  status: number;
  /** What the form would show; null when the action did not answer with a state. */
  state: { ok: boolean; message: string | null } | null;
}

/** The id by which a browser names a server action of this build. */
function actionId(action: ActionName): string {
  const { node } = JSON.parse(readFileSync(MANIFEST, "utf8")) as {
    node: Record<string, { exportedName?: string }>;
  };
  const found = Object.entries(node).find(([, { exportedName }]) => exportedName === action);
  if (!found) throw new Error(`This build has no server action ${action}.`);
  return found[0];
}

/** The value of a Cookie header. */
export function cookieHeader(cookies: readonly Cookie[]): string {
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** Posts a form of the console by hand, as React would, past every page and every disabled button. */
export async function callAction(call: ActionCall): Promise<ActionAnswer> {
  const body = new FormData();
  for (const [name, value] of Object.entries(call.fields ?? {})) body.set(`_1_${name}`, value);
  body.set("0", JSON.stringify([{ ok: true, message: null, requestId: null }, "$K1"]));
  const origin = call.origin === undefined ? call.console : call.origin;
  const response = await fetch(new URL(call.path, call.console), {
    method: "POST",
    body,
    redirect: "manual",
    headers: {
      accept: "text/x-component",
      "next-action": actionId(call.action),
      ...(call.cookies ? { cookie: cookieHeader(call.cookies) } : {}),
      ...(origin === null ? {} : { origin }),
      ...call.headers,
    },
  });
  const line = (await response.text()).split("\n").find((text) => /^\w+:\{"ok":/.test(text));
  const state = line ? (JSON.parse(line.slice(line.indexOf("{"))) as ActionAnswer["state"]) : null;
  return { status: response.status, state };
}
