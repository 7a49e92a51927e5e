import { Ban, CircleCheck, CircleX, Hourglass, Undo2, UserRoundCheck } from "lucide-react";
import type { ApprovalView } from "#lib/domain/rotation/views.ts";
import { IconText } from "../ui/icon-text.tsx";

const LOOK = {
  open: { icon: UserRoundCheck, word: "Waiting for approval", style: "text-wait" },
  approved: { icon: CircleCheck, word: "Approved", style: "text-text" },
  rejected: { icon: CircleX, word: "Rejected", style: "text-problem" },
  void: { icon: Ban, word: "Void: the plan changed", style: "text-muted" },
  expired: { icon: Hourglass, word: "Expired", style: "text-muted" },
  withdrawn: { icon: Undo2, word: "Withdrawn", style: "text-muted" },
} as const;

export function ApprovalStatus({ status }: { status: ApprovalView["status"] }) {
  const { icon, word, style } = LOOK[status];
  return (
    <IconText icon={icon} className={`text-sm font-medium whitespace-nowrap ${style}`}>
      {word}
    </IconText>
  );
}
