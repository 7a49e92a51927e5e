import { useQueryClient } from "@tanstack/react-query";
import { useActionState } from "react";
import type { ActionState } from "./action-state.ts";

const NOT_SENT: ActionState = { ok: true, code: null, message: null, requestId: null };

const UNREACHABLE: ActionState = {
  ok: false,
  code: "unreachable",
  message:
    "The console did not answer. If it was done all the same, the page shows it as soon as it answers again; else try again.",
  requestId: null,
};

/** How Next leads on to another page after an action: by an error that only it may handle. */
function isRedirect(error: unknown): boolean {
  return error instanceof Error && "digest" in error && String(error.digest).startsWith("NEXT_REDIRECT");
}

/** Sends a form and waits until the page knows the outcome, so that nothing out of date can be sent a second time. */
export function useSending(
  action: (state: ActionState, formData: FormData) => Promise<ActionState>,
  onDone: () => void,
) {
  const queries = useQueryClient();
  return useActionState(async (previous: ActionState, formData: FormData): Promise<ActionState> => {
    try {
      const answer = await action(previous, formData);
      const shown = queries.invalidateQueries();
      if (!answer.ok) return answer;
      await shown;
      onDone();
      return answer;
    } catch (error) {
      if (!isRedirect(error)) return UNREACHABLE;
      onDone();
      throw error;
    }
  }, NOT_SENT);
}
