import type { MessageView } from "#lib/domain/messages/message-views.ts";
import { ActionForm } from "../rotation/action-form.tsx";
import type { ActionState } from "../rotation/action-state.ts";
import { Notice } from "../ui/notice.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { MessageState } from "./message-state.tsx";

export type RetryMessage = (state: ActionState, form: FormData) => Promise<ActionState>;

interface MessageFateProps {
  message: MessageView;
  /** Null for a person who may not have it tried again. */
  retry: RetryMessage | null;
}

/** What became of a message: where it is to be seen, or why it is not there yet and how it gets there. */
export function MessageFate({ message, retry }: MessageFateProps) {
  const { id, state, since, permalink, problem, attempts, nextAttemptAt, isOvertaken } = message;
  return (
    <div className="grid gap-3">
      <MessageState state={state} since={since} />
      {permalink !== null && (
        <a
          href={permalink}
          target="_blank"
          rel="noreferrer"
          className="wrap-anywhere text-sm text-accent underline underline-offset-3"
        >
          {permalink}
        </a>
      )}
      {state === "sent" && permalink === null && message.system === "github" && (
        <p className="text-sm text-muted">No rotation issue was open, so there was none to close.</p>
      )}
      {problem !== null && (
        <Notice kind={state === "given-up" ? "problem" : "wait"} title={problem}>
          <p>
            {attempts === 1 ? "Tried once" : `Tried ${attempts} times`}
            {nextAttemptAt !== null && (
              <>
                ; tried again by itself <Timestamp at={nextAttemptAt} />
              </>
            )}
            . No step of a rotation waits for it.
            {isOvertaken && " A later message about the same subject was sent, so this one stays unsent."}
          </p>
        </Notice>
      )}
      {problem !== null && !isOvertaken && retry !== null && (
        <ActionForm
          action={retry}
          label="Try again now"
          hidden={{ messageId: id }}
          variant="secondary"
          size="small"
        />
      )}
    </div>
  );
}
