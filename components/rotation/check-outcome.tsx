import { Check, CircleQuestionMark, Users, X } from "lucide-react";
import type { CheckView } from "#lib/domain/rotation/views.ts";
import { IconText } from "../ui/icon-text.tsx";

const LOOK = {
  pass: { icon: Check, word: "Passes", style: "text-ok" },
  fail: { icon: X, word: "Fails", style: "text-problem font-medium" },
  unknown: { icon: CircleQuestionMark, word: "Unknown", style: "text-wait font-medium" },
  waived: { icon: Users, word: "Waived", style: "text-wait font-medium" },
} as const;

/** A waived answer is shown as waived, never as one that passes. */
export function CheckOutcome({ outcome, waived }: Pick<CheckView, "outcome" | "waived">) {
  const { icon, word, style } = LOOK[waived === undefined ? outcome : "waived"];
  return (
    <IconText icon={icon} className={`whitespace-nowrap ${style}`}>
      {word}
    </IconText>
  );
}
