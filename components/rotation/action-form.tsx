"use client";

import { type ReactNode, useRef, useState } from "react";
import type { ButtonSize, ButtonVariant } from "../ui/button-style.ts";
import { TextArea } from "../ui/text-area.tsx";
import { ActionResult } from "./action-result.tsx";
import type { ActionState } from "./action-state.ts";
import { ActionSubmit } from "./action-submit.tsx";
import { FreshLogin } from "./fresh-login.tsx";
import { RestoredDraft } from "./restored-draft.tsx";
import { TypedConfirmation } from "./typed-confirmation.tsx";
import { useFocusHandover } from "./use-focus-handover.ts";
import { useFormDraft } from "./use-form-draft.ts";
import { useSending } from "./use-sending.ts";

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

/** A form that is sent once, keeps what was typed until it has been done, and says beside its button what came of it. */
export function ActionForm(props: ActionFormProps) {
  const [discarded, setDiscarded] = useState(0);
  return <Form key={discarded} {...props} onDiscard={() => setDiscarded((count) => count + 1)} />;
}

function Form({ onDiscard, ...props }: ActionFormProps & { onDiscard: () => void }) {
  const { hidden = {}, comment, phrase = null, confirm, disabled = false, children } = props;
  const form = useRef<HTMLFormElement>(null);
  const [written, setWritten] = useState("");
  const [typed, setTyped] = useState("");
  const { version: _, ...subject } = hidden;
  const draft = useFormDraft(form, [props.label, ...Object.values(subject)].join(" "));
  const [state, submit, pending] = useSending(props.action, () => {
    draft.forget();
    setWritten("");
    setTyped("");
  });
  useFocusHandover(form);
  return (
    <form
      ref={form}
      action={submit}
      onSubmit={(event) => pending && event.preventDefault()}
      // React would reset the form after every answer, and what was typed stays when the server refuses it.
      onReset={(event) => event.preventDefault()}
      onInput={draft.keep}
      className="grid gap-3"
    >
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {draft.isRestored && (
        <RestoredDraft
          onDiscard={() => {
            draft.forget();
            onDiscard();
          }}
        />
      )}
      {children}
      {comment !== undefined && (
        <TextArea
          name="comment"
          label={comment.label}
          hint={comment.hint}
          required={comment.required === true}
          value={written}
          onChange={(event) => setWritten(event.target.value)}
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
