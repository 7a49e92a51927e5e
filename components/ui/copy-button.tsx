"use client";

import { Check, Copy, X } from "lucide-react";
import { useState } from "react";

type CopyState = "idle" | "copied" | "failed";

const ICON = { idle: Copy, copied: Check, failed: X };

/** `label` names what is copied: "Copy request id". */
export function CopyButton({ value, label }: { value: string; label: string }) {
  const [state, setState] = useState<CopyState>("idle");
  const Icon = ICON[state];
  async function copy() {
    try {
      await navigator.clipboard.writeText(value);
      setState("copied");
    } catch {
      // Browsers refuse the clipboard outside a secure context and without permission.
      setState("failed");
    }
  }
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={() => void copy()}
      onBlur={() => setState("idle")}
      className="inline-flex min-h-6 min-w-6 items-center justify-center gap-1 rounded-sm px-1 text-xs text-muted hover:bg-sunken hover:text-text print:hidden"
    >
      <Icon aria-hidden="true" size={13} />
      <output>
        {state === "copied" && "Copied"}
        {state === "failed" && "The browser refused: select and copy"}
      </output>
    </button>
  );
}
