interface ChoiceFieldProps {
  name: string;
  label: string;
  options: { value: string; label: string; hint: string }[];
  initial: string;
}

/** A few exclusive choices, each with what it means. */
export function ChoiceField({ name, label, options, initial }: ChoiceFieldProps) {
  return (
    <fieldset className="grid max-w-lg gap-2">
      <legend className="mb-1 text-sm font-medium">{label}</legend>
      {options.map((option) => (
        <label key={option.value} className="flex min-h-6 items-start gap-2 text-sm">
          <input
            type="radio"
            name={name}
            value={option.value}
            defaultChecked={option.value === initial}
            className="mt-0.5 size-4 shrink-0"
          />
          <span>
            {option.label}
            <span className="block text-muted">{option.hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
