"use client";

import { LoaderCircle } from "lucide-react";
import { Button } from "../ui/button.tsx";
import type { ButtonSize, ButtonVariant } from "../ui/button-style.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";

interface ActionSubmitProps {
  label: string;
  variant: ButtonVariant;
  size: ButtonSize;
  pending: boolean;
  disabled: boolean;
  describedBy: string | undefined;
  confirm: { title: string; body: string; label: string } | undefined;
  onConfirm: () => void;
}

export function ActionSubmit(props: ActionSubmitProps) {
  const { label, variant, size, pending, disabled, describedBy, confirm } = props;
  const look = {
    variant,
    size,
    disabled,
    "aria-disabled": pending,
    "aria-describedby": describedBy,
  } as const;
  const content = (
    <>
      {pending && <LoaderCircle aria-hidden="true" size={14} className="motion-safe:animate-spin" />}
      {label}
      {pending && <span className="sr-only"> (sending)</span>}
    </>
  );
  return (
    <div>
      {confirm === undefined ? (
        <Button type="submit" {...look}>
          {content}
        </Button>
      ) : (
        <ConfirmDialog
          title={confirm.title}
          body={confirm.body}
          confirmLabel={confirm.label}
          trigger={<Button {...look}>{content}</Button>}
          onConfirm={props.onConfirm}
        />
      )}
    </div>
  );
}
