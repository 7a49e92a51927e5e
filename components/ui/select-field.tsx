import { ChevronDown } from "lucide-react";
import { type ComponentProps, useId } from "react";
import { describedBy, FieldFrame, type FieldProps, INPUT_STYLE } from "./field.tsx";

export interface SelectOption {
  value: string;
  label: string;
}

type SelectFieldProps = FieldProps &
  Omit<ComponentProps<"select">, "id" | "name" | "children"> & { options: SelectOption[] };

/** The platform's own list: it works without script, in a plain GET form and on a telephone. */
export function SelectField({ name, label, hint, error, options, ...rest }: SelectFieldProps) {
  const id = useId();
  const field = { name, label, hint, error };
  return (
    <FieldFrame id={id} {...field}>
      <span className="relative block">
        <select
          {...rest}
          id={id}
          name={name}
          aria-describedby={describedBy(id, field)}
          aria-invalid={error !== undefined}
          className={`${INPUT_STYLE} appearance-none pr-8`}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown
          aria-hidden="true"
          size={16}
          className="pointer-events-none absolute top-2 right-2 text-muted"
        />
      </span>
    </FieldFrame>
  );
}
