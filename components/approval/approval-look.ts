import { Ban, CircleCheck, CircleX, Hourglass, Undo2, UserRoundCheck } from "lucide-react";

export const APPROVAL_LOOK = {
  open: { icon: UserRoundCheck, word: "Waiting for approval", style: "text-wait" },
  approved: { icon: CircleCheck, word: "Approved", style: "text-text" },
  rejected: { icon: CircleX, word: "Rejected", style: "text-problem" },
  void: { icon: Ban, word: "Void: the plan changed", style: "text-muted" },
  expired: { icon: Hourglass, word: "Expired", style: "text-muted" },
  withdrawn: { icon: Undo2, word: "Withdrawn", style: "text-muted" },
} as const;
