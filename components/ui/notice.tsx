import { CircleCheck, Hourglass, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { TONE_BOX, TONE_TEXT } from "./tone.ts";
import { VisuallyHidden } from "./visually-hidden.tsx";

type NoticeKind = "info" | "ok" | "wait" | "problem";

const KIND: Record<NoticeKind, { icon: LucideIcon; word: string }> = {
  info: { icon: Info, word: "Note" },
  ok: { icon: CircleCheck, word: "Done" },
  wait: { icon: Hourglass, word: "Waiting" },
  problem: { icon: TriangleAlert, word: "Problem" },
};

interface NoticeProps {
  kind: NoticeKind;
  title?: string;
  children: ReactNode;
  action?: ReactNode;
}

/** A problem interrupts a screen reader, everything else waits its turn. */
export function Notice({ kind, title, children, action }: NoticeProps) {
  const { icon: Icon, word } = KIND[kind];
  return (
    <div
      role={kind === "problem" ? "alert" : "status"}
      className={classNames("flex gap-3 rounded-md border px-3 py-2 text-sm", TONE_BOX[kind])}
    >
      <Icon aria-hidden="true" size={16} className={classNames("mt-0.5 shrink-0", TONE_TEXT[kind])} />
      <div className="min-w-0 flex-1">
        <VisuallyHidden>{word}: </VisuallyHidden>
        {title !== undefined && <p className="font-medium">{title}</p>}
        <div className="min-w-0 wrap-anywhere">{children}</div>
        {action !== undefined && <div className="mt-2">{action}</div>}
      </div>
    </div>
  );
}
