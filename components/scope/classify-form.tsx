import type { ComponentProps } from "react";
import type { WaitingColumnView } from "#lib/domain/registry/scope-view.ts";
import { ActionForm } from "../rotation/action-form.tsx";
import { ChoiceField } from "../ui/choice-field.tsx";
import { TextField } from "../ui/text-field.tsx";

export type ClassifyAction = ComponentProps<typeof ActionForm>["action"];

const ENCRYPTED = {
  value: "encrypted",
  label: "Encrypted with the platform’s key",
  hint: "Every rotation re-encrypts it, from the next start on.",
};
const NOT_ENCRYPTED = {
  value: "not-encrypted",
  label: "Not encrypted with it",
  hint: "Rotations leave it alone. This can be corrected as long as the column exists.",
};

interface ClassifyFormProps {
  column: WaitingColumnView;
  action: ClassifyAction;
  mayLeaveOut: boolean;
}

/** An approver's word on one column. What no rotation could go through is not offered as encrypted. */
export function ClassifyForm({
  column: { schema, table, column, name, obstacle },
  action,
  mayLeaveOut,
}: ClassifyFormProps) {
  const options = [...(obstacle === null ? [ENCRYPTED] : []), ...(mayLeaveOut ? [NOT_ENCRYPTED] : [])];
  return (
    <ActionForm action={action} label={`Classify ${column}`} hidden={{ schema, table, column }}>
      <ChoiceField
        name="classification"
        label={`What ${name} holds`}
        options={options}
        initial={obstacle === null ? "encrypted" : "not-encrypted"}
      />
      <NoteField hint="What the column holds, and who said so. It stands in the audit log." />
    </ActionForm>
  );
}

export function NoteField({ hint }: { hint: string }) {
  return <TextField name="note" label="Note" hint={hint} minLength={5} maxLength={200} required />;
}
