import { CopyButton } from "./copy-button.tsx";

interface CodeChipProps {
  value: string;
  /** Names the value for the copy button; without it the chip cannot be copied. */
  copyLabel?: string;
  /** Characters kept at the start and the end of a long digest. */
  keep?: number;
}

/** An identifier, digest or fingerprint. The whole value is copied even where it is shown shortened. */
export function CodeChip({ value, copyLabel, keep }: CodeChipProps) {
  const short = keep !== undefined && value.length > 2 * keep + 1;
  return (
    <span className="inline-flex max-w-full items-center gap-0.5 align-baseline">
      <code title={short ? value : undefined} className="min-w-0 wrap-anywhere">
        {short ? `${value.slice(0, keep)}…${value.slice(-keep)}` : value}
      </code>
      {copyLabel !== undefined && <CopyButton value={value} label={copyLabel} />}
    </span>
  );
}
