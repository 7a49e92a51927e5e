import type { StatusWord as Word } from "#lib/domain/rotation/views.ts";
import { classNames } from "../ui/class-names.ts";
import { IconText } from "../ui/icon-text.tsx";
import { TONE_TEXT } from "../ui/tone.ts";
import { STATUS_LOOK } from "./status-look.ts";

export function StatusWord({ status }: { status: Word }) {
  const { label, icon, tone } = STATUS_LOOK[status];
  return (
    <IconText
      icon={icon}
      className={classNames(
        "text-sm font-medium whitespace-nowrap",
        status === "completed" ? "text-text" : TONE_TEXT[tone],
      )}
    >
      {label}
    </IconText>
  );
}
