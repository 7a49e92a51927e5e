import { CodeChip } from "../ui/code-chip.tsx";
import { Notice } from "../ui/notice.tsx";
import type { ActionState } from "./action-state.ts";

/** What the server answered, beside the button that asked. */
export function ActionResult({ state }: { state: ActionState }) {
  if (state.message === null) return null;
  return (
    <Notice kind={state.ok ? "ok" : "problem"}>
      <p className="whitespace-pre-line">{state.message}</p>
      {state.requestId !== null && (
        <p className="text-muted">
          Request <CodeChip value={state.requestId} copyLabel="Copy request id" />
        </p>
      )}
    </Notice>
  );
}
