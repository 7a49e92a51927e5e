"use client";

import { TextField } from "../ui/text-field.tsx";

interface TypedConfirmationProps {
  phrase: string;
  value: string;
  onChange: (value: string) => void;
}

/** Controlled, so that the button beside it stays shut until the phrase is equal. Pasting is allowed. */
export function TypedConfirmation({ phrase, value, onChange }: TypedConfirmationProps) {
  return (
    <TextField
      name="confirmation"
      label={`Type ${phrase} to confirm`}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      autoComplete="off"
      autoCapitalize="off"
      autoCorrect="off"
      spellCheck={false}
      className="max-w-72 font-mono"
    />
  );
}
