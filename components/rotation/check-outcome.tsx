import { Check, CircleQuestionMark, X } from "lucide-react";
import type { CheckView } from "#lib/domain/rotation/views.ts";
import { IconText } from "../ui/icon-text.tsx";

const LOOK = {
  pass: { icon: Check, word: "Passes", style: "text-ok" },
  fail: { icon: X, word: "Fails", style: "text-problem font-medium" },
  unknown: { icon: CircleQuestionMark, word: "Unknown", style: "text-wait font-medium" },
} as const;

export function CheckOutcome({ outcome }: { outcome: CheckView["outcome"] }) {
  const { icon, word, style } = LOOK[outcome];
  return (
    <IconText icon={icon} className={`whitespace-nowrap ${style}`}>
      {word}
    </IconText>
  );
}
