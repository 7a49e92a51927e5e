import type { StatusWord as Word } from "#lib/domain/rotation/views.ts";
import { classNames } from "../ui/class-names.ts";
import { TONE_TEXT } from "../ui/tone.ts";
import { STATUS_LOOK } from "./status-look.ts";

export function StatusWord({ status }: { status: Word }) {
  const { label, icon: Icon, tone } = STATUS_LOOK[status];
  return (
    <span
      className={classNames(
        "inline-flex items-center gap-1.5 text-sm font-medium whitespace-nowrap",
        status === "completed" ? "text-text" : TONE_TEXT[tone],
      )}
    >
      <Icon aria-hidden="true" size={15} className="shrink-0" />
      {label}
    </span>
  );
}
