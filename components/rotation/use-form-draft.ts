import { usePathname } from "next/navigation";
import { type RefObject, startTransition, use, useEffect, useState } from "react";
import { DraftOwner } from "../shell/draft-scope.tsx";
import { type DraftField, draftKey, forgetDraft, keepDraft, readDraft } from "../shell/drafts.ts";

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** A typed confirmation is never kept: it is to be typed on the page on which it is sent. */
const NEVER_KEPT = new Set(["", "confirmation"]);

function controls(form: HTMLFormElement): Control[] {
  return [...form.elements].filter(
    (element): element is Control =>
      (element instanceof HTMLInputElement ||
        element instanceof HTMLTextAreaElement ||
        element instanceof HTMLSelectElement) &&
      element.type !== "hidden" &&
      !NEVER_KEPT.has(element.name),
  );
}

function isBox(control: Control): control is HTMLInputElement {
  return control.type === "checkbox" || control.type === "radio";
}

function fieldsOf(form: HTMLFormElement): DraftField[] {
  return controls(form).map((control) => ({
    name: control.name,
    value: control.value,
    checked: isBox(control) && control.checked,
  }));
}

/** As if typed again, so that a field whose value React holds learns of it too. */
function fill(control: Control, { value, checked }: DraftField): boolean {
  if (isBox(control)) {
    if (control.checked === checked) return false;
    control.click();
    return true;
  }
  if (control.value === value) return false;
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(control), "value")?.set?.call(control, value);
  control.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

function restore(form: HTMLFormElement, draft: DraftField[]): boolean {
  const changes = controls(form).map((control) => {
    const field = draft.find(
      (it) => it.name === control.name && (!isBox(control) || it.value === control.value),
    );
    return field !== undefined && fill(control, field);
  });
  if (!changes.includes(true)) return false;
  form.closest("details")?.setAttribute("open", "");
  return true;
}

/**
 * Keeps what a person types until it has been sent: an expired session, a fresh login or a reload loses nothing.
 * `name` tells the forms of one page apart.
 */
export function useFormDraft(form: RefObject<HTMLFormElement | null>, name: string) {
  const key = draftKey(use(DraftOwner), `${usePathname()} ${name}`);
  const [isRestored, setRestored] = useState(false);
  useEffect(() => {
    if (form.current && restore(form.current, readDraft(key))) startTransition(() => setRestored(true));
  }, [form, key]);
  return {
    isRestored,
    keep: () => {
      if (form.current) keepDraft(key, fieldsOf(form.current));
    },
    forget: () => {
      forgetDraft(key);
      setRestored(false);
    },
  };
}
