"use client";

import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";

interface TooltipProps {
  content: ReactNode;
  /** Takes the focus and the hover: a button or a link. */
  trigger: ReactElement;
}

export function Tooltip({ content, trigger }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger delay={200} render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} className="z-50">
          <Base.Popup className="max-w-80 rounded-sm border border-line-strong bg-raised px-2 py-1 text-xs text-text shadow-overlay">
            {content}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
