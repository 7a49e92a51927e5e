"use client";

import { AlertDialog } from "@base-ui/react/alert-dialog";
import type { ReactElement } from "react";
import { buttonStyle } from "./button-style.ts";
import { BACKDROP_STYLE, POPUP_STYLE } from "./dialog-style.ts";

interface ConfirmDialogProps {
  title: string;
  /** What will happen, and what will not. */
  body: string;
  confirmLabel: string;
  trigger: ReactElement;
  onConfirm: () => void;
}

export function ConfirmDialog({ title, body, confirmLabel, trigger, onConfirm }: ConfirmDialogProps) {
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger render={trigger} />
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={BACKDROP_STYLE} />
        <AlertDialog.Popup className={POPUP_STYLE}>
          <AlertDialog.Title className="text-lg font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="text-sm text-muted">{body}</AlertDialog.Description>
          <div className="mt-2 flex flex-wrap justify-end gap-2">
            <AlertDialog.Close className={buttonStyle("secondary", "medium")}>Go back</AlertDialog.Close>
            <AlertDialog.Close className={buttonStyle("danger", "medium")} onClick={onConfirm}>
              {confirmLabel}
            </AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
