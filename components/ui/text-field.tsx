import { type ComponentProps, useId } from "react";
import { describedBy, FieldFrame, type FieldProps, INPUT_STYLE } from "./field.tsx";

type TextFieldProps = FieldProps & Omit<ComponentProps<"input">, "id" | "name">;

export function TextField({ name, label, hint, error, className, ...rest }: TextFieldProps) {
  const id = useId();
  const field = { name, label, hint, error };
  return (
    <FieldFrame id={id} {...field}>
      <input
        {...rest}
        id={id}
        name={name}
        aria-describedby={describedBy(id, field)}
        aria-invalid={error !== undefined}
        className={`${INPUT_STYLE} ${className ?? ""}`}
      />
    </FieldFrame>
  );
}
