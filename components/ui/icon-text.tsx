import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

interface IconTextProps {
  icon: LucideIcon;
  className?: string;
  /** The colour of the icon, where it is not that of the text. */
  iconClassName?: string;
  children: ReactNode;
}

/** An icon on the baseline of its word, so that rows of them stand level with plain text. */
export function IconText({ icon: Icon, className, iconClassName, children }: IconTextProps) {
  return (
    <span className={classNames("inline-flex items-baseline gap-1.5", className)}>
      <Icon aria-hidden="true" size={14} className={classNames("relative top-0.5 shrink-0", iconClassName)} />
      {children}
    </span>
  );
}
