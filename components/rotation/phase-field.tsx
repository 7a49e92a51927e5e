import { useId } from "react";
import type { FieldView } from "#lib/domain/rotation/views.ts";
import { ChoiceField } from "../ui/choice-field.tsx";
import { TextField } from "../ui/text-field.tsx";

/** A field of a phase's form: a line of text, an address, a choice, or a box that attests something. */
export function PhaseField({ field }: { field: FieldView }) {
  const id = useId();
  if (field.kind === "choice") {
    const { name, label, options, initial } = field;
    return <ChoiceField name={name} label={label} options={options} initial={initial} />;
  }
  if (field.kind !== "attest") {
    const { name, label, hint, initial, kind, required } = field;
    return (
      <TextField
        name={name}
        label={label}
        hint={hint}
        defaultValue={initial}
        type={kind}
        required={required}
      />
    );
  }
  return (
    <label htmlFor={id} className="flex min-h-6 items-start gap-2 text-sm">
      <input
        id={id}
        type="checkbox"
        name={field.name}
        value="yes"
        required
        defaultChecked={field.initial === "yes"}
        className="mt-0.5 size-4 shrink-0"
      />
      <span>
        {field.label}
        <span className="block text-muted">{field.hint}</span>
      </span>
    </label>
  );
}
