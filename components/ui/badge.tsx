import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { TONE_BOX, TONE_TEXT, type Tone } from "./tone.ts";

export function Badge({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={classNames(
        "inline-flex items-center gap-1 rounded-sm border px-1.5 text-xs font-medium whitespace-nowrap",
        TONE_BOX[tone],
        TONE_TEXT[tone],
      )}
    >
      {children}
    </span>
  );
}
