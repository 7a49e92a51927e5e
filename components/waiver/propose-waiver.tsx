import { ActionForm } from "../rotation/action-form.tsx";
import type { WaiverActions } from "./waiver-actions.ts";

interface ProposeWaiverProps {
  actions: WaiverActions;
  /** What is waived, exactly as it was seen. */
  subject: Record<string, string>;
  /** Names the thing for a screen reader, where a page has several of these. */
  what: string;
}

/** Closed until asked for: repairing comes first. */
export function ProposeWaiver({ actions, subject, what }: ProposeWaiverProps) {
  return (
    <details>
      <summary className="inline-flex min-h-6 cursor-pointer items-center text-sm text-accent underline underline-offset-3">
        Propose a waiver<span className="sr-only"> for {what}</span>
      </summary>
      <div className="mt-2 max-w-prose">
        <ActionForm
          action={actions.propose}
          label="Propose the waiver"
          variant="secondary"
          size="small"
          hidden={subject}
          comment={{
            label: "Why it need not hold the rotation up",
            hint: "At least ten characters. A security approver who does not work on this rotation decides.",
            required: true,
          }}
        />
      </div>
    </details>
  );
}
