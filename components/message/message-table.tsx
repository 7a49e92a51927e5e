import Link from "next/link";
import type { MessageView } from "#lib/domain/messages/message-views.ts";
import { ButtonLink } from "../ui/button-link.tsx";
import { Cell } from "../ui/cell.tsx";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { MessageState } from "./message-state.tsx";

const COLUMNS: Column[] = [
  { id: "message", label: "Message" },
  { id: "to", label: "To" },
  { id: "queued", label: "Queued" },
  { id: "state", label: "State" },
];

export function MessageTable({ messages, filtered }: { messages: MessageView[]; filtered: boolean }) {
  if (messages.length === 0) {
    return filtered ? (
      <EmptyState title="No message matches" action={<ButtonLink href="/messages">Show all</ButtonLink>}>
        This filter leaves none of them.
      </EmptyState>
    ) : (
      <EmptyState title="Nothing was said yet">
        The first message goes to #engineering when a rotation begins.
      </EmptyState>
    );
  }
  return (
    <DataTable stack caption="Messages to other systems" columns={COLUMNS}>
      {messages.map((message) => (
        <tr key={message.id} className="hover:bg-sunken">
          <Cell rowHeader>
            <Link
              href={`/messages/${message.id}`}
              className="inline-block min-h-6 max-w-prose wrap-anywhere text-accent underline underline-offset-3"
            >
              {message.title}
            </Link>
          </Cell>
          <Cell>
            <span className="whitespace-nowrap">{message.to}</span>
          </Cell>
          <Cell>
            <Timestamp at={message.queuedAt} />
          </Cell>
          <Cell>
            <MessageState state={message.state} since={message.since} />
            {message.problem !== null && <span className="block text-xs text-muted">{message.problem}</span>}
          </Cell>
        </tr>
      ))}
    </DataTable>
  );
}
