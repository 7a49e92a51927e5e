import type { ComponentProps } from "react";
import { ChoiceField } from "../ui/choice-field.tsx";
import { ActionForm } from "./action-form.tsx";
import { PlannedStart } from "./planned-start.tsx";

interface NewRotationFormProps {
  action: ComponentProps<typeof ActionForm>["action"];
  newVersion: number;
  planned: ComponentProps<typeof PlannedStart>;
  /** Drills rotate the real key and are not offered in production. */
  mayDrill: boolean;
}

const SCHEDULED = {
  value: "scheduled",
  label: "Scheduled",
  hint: "The quarterly rotation that policy asks for.",
};
const DRILL = {
  value: "drill",
  label: "Drill",
  hint: "The same steps for practice. It is marked as a drill everywhere and never counts in compliance figures.",
};

export function NewRotationForm({ action, newVersion, planned, mayDrill }: NewRotationFormProps) {
  return (
    <ActionForm action={action} label={`Start rotation to V${newVersion}`}>
      {mayDrill ? (
        <ChoiceField name="type" label="Type" options={[SCHEDULED, DRILL]} initial="scheduled" />
      ) : (
        <p className="text-sm">
          <span className="font-medium">{SCHEDULED.label}.</span> {SCHEDULED.hint}
        </p>
      )}
      <PlannedStart {...planned} />
      <p className="max-w-lg text-sm text-muted">
        Whoever starts a rotation operates it and cannot approve anything in it.
      </p>
    </ActionForm>
  );
}
