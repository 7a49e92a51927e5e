import type { PhaseView } from "#lib/domain/rotation/views.ts";
import { ActionForm } from "./action-form.tsx";
import type { PhaseActions } from "./phase-controls.tsx";

interface CancelRotationProps {
  phase: PhaseView;
  action: PhaseActions["cancel"];
}

const CONFIRM = {
  title: "Cancel this rotation?",
  body: "It ends here and cannot be resumed. Its key, if there is one, was never used: it is dropped, and its number is never given again. The secret, the platform and its data stay as they are.",
  label: "Cancel the rotation",
};

/** The way out while nothing has used the new key. */
export function CancelRotation({ phase, action }: CancelRotationProps) {
  return (
    <details className="mb-8">
      <summary className="inline-flex min-h-6 cursor-pointer items-center text-sm text-accent underline underline-offset-3">
        Cancel this rotation …
      </summary>
      <div className="mt-2 max-w-prose">
        <ActionForm
          action={action}
          label={CONFIRM.label}
          variant="secondary"
          hidden={{ phaseRunId: phase.runId ?? "", version: String(phase.version) }}
          comment={{
            label: "Why",
            hint: "At least ten characters, for the trail. Whoever was told that the rotation begins is told that it was cancelled, without the reason.",
            required: true,
          }}
          confirm={CONFIRM}
        />
      </div>
    </details>
  );
}
