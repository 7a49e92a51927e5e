import type { ComponentProps } from "react";
import { ActionForm } from "../rotation/action-form.tsx";

type ServerAction = ComponentProps<typeof ActionForm>["action"];

interface DecisionFormsProps {
  approve: ServerAction;
  reject: ServerAction;
  hidden: Record<string, string>;
  /** To be typed before approving what cannot be undone. */
  phrase?: string | null;
}

/** Two forms, so that a comment meant for one answer is never sent with the other. */
export function DecisionForms({ approve, reject, hidden, phrase = null }: DecisionFormsProps) {
  return (
    <div className="grid items-start gap-x-10 gap-y-6 lg:grid-cols-2">
      <ActionForm
        action={approve}
        label="Approve"
        hidden={hidden}
        phrase={phrase}
        comment={{ label: "Comment (optional)", hint: "What you looked at. It is kept in the audit log." }}
      />
      <ActionForm
        action={reject}
        label="Reject"
        variant="secondary"
        hidden={hidden}
        comment={{ label: "Reason", hint: "What has to change before you approve.", required: true }}
      />
    </div>
  );
}
