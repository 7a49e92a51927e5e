import "server-only";
import { randomUUID } from "node:crypto";
import { revalidatePath } from "next/cache";
import type { ActionState } from "#components/rotation/action-state.ts";
import { currentCaller } from "#lib/auth/current-actor.ts";
import { log } from "#lib/log.ts";
import type { Operation } from "#lib/operations/operation.ts";
import { web } from "#lib/runtime/web.ts";

export type ActionOutcome<R> = { state: ActionState; value: R | null };

/** Calls one operation as the person behind the request. An outage becomes a message with an id that the log has too. */
export async function runAction<R>(operation: Operation<R>, input: unknown): Promise<ActionOutcome<R>> {
  const requestId = randomUUID();
  try {
    const outcome = await operation(web(), await currentCaller(), input);
    if (!outcome.ok) {
      const { code, message } = outcome.problem;
      return { state: { ok: false, code, message: readable(message), requestId }, value: null };
    }
    revalidatePath("/", "layout");
    return { state: { ok: true, code: null, message: null, requestId }, value: outcome.value };
  } catch (error) {
    log.error({ requestId, error: error instanceof Error ? error.message : "unknown" }, "action failed");
    const message =
      "This could not be done, and nothing was changed. Try again; if it happens again, report the request id.";
    return { state: { ok: false, code: null, message, requestId }, value: null };
  }
}

/** A refused form says what is wrong without the marks and paths that a developer would want. */
function readable(message: string): string {
  return message.replaceAll("✖ ", "").replaceAll(/\n\s*→ at .*/g, "");
}

/** The text fields of a form, without what React adds. */
export function formValues(form: FormData): Record<string, string> {
  const entries = [...form.entries()].filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && !entry[0].startsWith("$ACTION"),
  );
  return Object.fromEntries(entries);
}
