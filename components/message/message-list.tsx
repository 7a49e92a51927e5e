import Link from "next/link";
import type { MessageView } from "#lib/domain/messages/message-views.ts";
import { MessageFate, type RetryMessage } from "./message-fate.tsx";

interface MessageListProps {
  messages: MessageView[];
  /** Null for a person who may not have one tried again. */
  retry: RetryMessage | null;
}

/** Each message of a phase with what became of it. */
export function MessageList({ messages, retry }: MessageListProps) {
  return (
    <ul className="grid gap-4">
      {messages.map((message) => (
        <li key={message.id} className="grid gap-2">
          <Link
            href={`/messages/${message.id}`}
            className="inline-flex min-h-6 w-fit items-center text-sm text-accent underline underline-offset-3"
          >
            To {message.to}
          </Link>
          <MessageFate message={message} retry={retry} />
        </li>
      ))}
    </ul>
  );
}
