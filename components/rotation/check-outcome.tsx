import { Check, CircleQuestionMark, Hourglass, Users, X } from "lucide-react";
import type { CheckView } from "#lib/domain/rotation/views.ts";
import { IconText } from "../ui/icon-text.tsx";

const LOOK = {
  pass: { icon: Check, word: "Passes", style: "text-ok" },
  fail: { icon: X, word: "Fails", style: "text-problem font-medium" },
  "not-yet": { icon: Hourglass, word: "Not yet", style: "text-wait font-medium" },
  unknown: { icon: CircleQuestionMark, word: "Unknown", style: "text-wait font-medium" },
  waived: { icon: Users, word: "Waived", style: "text-wait font-medium" },
} as const;

type Outcome = Pick<CheckView, "outcome" | "waived" | "clearsByItself">;

/** A waived answer is shown as waived, never as one that passes; what only time mends is no alarm. */
export function CheckOutcome(check: Outcome) {
  const { icon, word, style } = LOOK[lookOf(check)];
  return (
    <IconText icon={icon} className={`whitespace-nowrap ${style}`}>
      {word}
    </IconText>
  );
}

function lookOf({ outcome, waived, clearsByItself }: Outcome): keyof typeof LOOK {
  if (waived !== undefined) return "waived";
  return clearsByItself === true ? "not-yet" : outcome;
}
