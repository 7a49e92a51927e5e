import { type ComponentProps, useId } from "react";

interface CheckboxProps extends Omit<ComponentProps<"input">, "id" | "type"> {
  label: string;
}

export function Checkbox({ label, ...rest }: CheckboxProps) {
  const id = useId();
  return (
    <span className="flex min-h-6 items-start gap-2 text-sm">
      <input {...rest} id={id} type="checkbox" className="mt-0.5 size-4 shrink-0" />
      <label htmlFor={id} className="min-w-0">
        {label}
      </label>
    </span>
  );
}
