"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { BACKDROP_STYLE, POPUP_STYLE } from "./dialog-style.ts";

interface DialogProps {
  title: string;
  trigger: ReactElement;
  children: ReactNode;
}

export function Dialog({ title, trigger, children }: DialogProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Backdrop className={BACKDROP_STYLE} />
        <Base.Popup className={POPUP_STYLE}>
          <div className="flex items-start justify-between gap-4">
            <Base.Title className="text-lg font-semibold">{title}</Base.Title>
            <Base.Close aria-label="Close" className="min-h-6 min-w-6 text-muted hover:text-text">
              <X aria-hidden="true" size={16} />
            </Base.Close>
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
