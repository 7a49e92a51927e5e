import { Check, CircleQuestionMark, X } from "lucide-react";
import type { CheckView } from "#lib/domain/rotation/views.ts";

const LOOK = {
  pass: { icon: Check, word: "Passes", style: "text-ok" },
  fail: { icon: X, word: "Fails", style: "text-problem font-medium" },
  unknown: { icon: CircleQuestionMark, word: "Unknown", style: "text-wait font-medium" },
} as const;

export function CheckOutcome({ outcome }: { outcome: CheckView["outcome"] }) {
  const { icon: Icon, word, style } = LOOK[outcome];
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${style}`}>
      <Icon aria-hidden="true" size={14} className="shrink-0" />
      {word}
    </span>
  );
}
