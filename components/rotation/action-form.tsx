"use client";

import { type ReactNode, useActionState, useRef, useState } from "react";
import type { ButtonSize, ButtonVariant } from "../ui/button-style.ts";
import { TextArea } from "../ui/text-area.tsx";
import { ActionResult } from "./action-result.tsx";
import type { ActionState } from "./action-state.ts";
import { ActionSubmit } from "./action-submit.tsx";
import { FreshLogin } from "./fresh-login.tsx";
import { TypedConfirmation } from "./typed-confirmation.tsx";

interface ActionFormProps {
  action: (state: ActionState, formData: FormData) => Promise<ActionState>;
  label: string;
  /** Sent along unseen: ids and the compare-and-set version. */
  hidden?: Record<string, string>;
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** Sent as `comment`. */
  comment?: { label: string; hint?: string; required?: boolean };
  /** Sent as `confirmation`; the button stays shut until it has been typed. */
  phrase?: string | null;
  /** Asks once more before sending. */
  confirm?: { title: string; body: string; label: string };
  disabled?: boolean;
  /** Id of the text that says why the button is disabled. */
  describedBy?: string;
  children?: ReactNode;
}

const NOT_SENT: ActionState = { ok: true, code: null, message: null, requestId: null };

export function ActionForm(props: ActionFormProps) {
  const { action, hidden = {}, comment, phrase = null, confirm, disabled = false, children } = props;
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState("");
  const [typed, setTyped] = useState("");
  const [state, submit, pending] = useActionState(async (previous: ActionState, formData: FormData) => {
    const answer = await action(previous, formData);
    if (answer.ok) {
      setDraft("");
      setTyped("");
    }
    return answer;
  }, NOT_SENT);

  return (
    // What was typed stays when the server refuses it: React would reset the form after every answer.
    <form ref={form} action={submit} onReset={(event) => event.preventDefault()} className="grid gap-3">
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
      {comment !== undefined && (
        <TextArea
          name="comment"
          label={comment.label}
          hint={comment.hint}
          required={comment.required === true}
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
        />
      )}
      {phrase !== null && <TypedConfirmation phrase={phrase} value={typed} onChange={setTyped} />}
      <ActionSubmit
        label={props.label}
        variant={props.variant ?? "primary"}
        size={props.size ?? "medium"}
        pending={pending}
        disabled={disabled || (phrase !== null && typed !== phrase)}
        describedBy={props.describedBy}
        confirm={confirm}
        onConfirm={() => form.current?.requestSubmit()}
      />
      <ActionResult state={state} />
      {state.code === "step-up-required" && <FreshLogin purpose={props.label} />}
    </form>
  );
}
