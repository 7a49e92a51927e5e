import type { ReactNode } from "react";

export interface FieldProps {
  name: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
}

interface FieldFrameProps extends FieldProps {
  id: string;
  children: ReactNode;
}

export const INPUT_STYLE =
  "min-h-8 w-full rounded-sm border border-line-strong bg-raised px-2 py-1 text-base text-text aria-invalid:border-problem";

/** What an input refers to as its description: the hint first, then the error. */
export function describedBy(id: string, { hint, error }: FieldProps): string | undefined {
  const ids = [hint === undefined ? null : `${id}-hint`, error === undefined ? null : `${id}-error`];
  return ids.filter((value) => value !== null).join(" ") || undefined;
}

export function FieldFrame({ id, label, hint, error, children }: FieldFrameProps) {
  return (
    <div className="grid max-w-lg gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      )}
      {children}
      {error !== undefined && (
        <p id={`${id}-error`} className="text-sm font-medium text-problem">
          {error}
        </p>
      )}
    </div>
  );
}
