import type { ApprovalView } from "#lib/domain/rotation/views.ts";
import { IconText } from "../ui/icon-text.tsx";
import { APPROVAL_LOOK } from "./approval-look.ts";

export function ApprovalStatus({ status }: { status: ApprovalView["status"] }) {
  const { icon, word, style } = APPROVAL_LOOK[status];
  return (
    <IconText icon={icon} className={`text-sm font-medium whitespace-nowrap ${style}`}>
      {word}
    </IconText>
  );
}
