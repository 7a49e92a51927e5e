import { type ComponentProps, useId } from "react";
import { describedBy, FieldFrame, type FieldProps, INPUT_STYLE } from "./field.tsx";

type TextAreaProps = FieldProps & Omit<ComponentProps<"textarea">, "id" | "name">;

export function TextArea({ name, label, hint, error, ...rest }: TextAreaProps) {
  const id = useId();
  const field = { name, label, hint, error };
  return (
    <FieldFrame id={id} {...field}>
      <textarea
        rows={3}
        {...rest}
        id={id}
        name={name}
        aria-describedby={describedBy(id, field)}
        aria-invalid={error !== undefined}
        className={INPUT_STYLE}
      />
    </FieldFrame>
  );
}
