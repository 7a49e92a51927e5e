import type { Metadata } from "next";
import { MessageFilters } from "#components/message/message-filters.tsx";
import { MessageTable } from "#components/message/message-table.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { TablePages } from "#components/ui/table-pages.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { web } from "#lib/runtime/web.ts";
import { listMessages, MESSAGES_PAGE_SIZE } from "#lib/views/messages.ts";
import { readMessageFilter } from "./read-message-filter.ts";

export const metadata: Metadata = { title: "Messages" };

interface MessagesProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function MessagesPage({ searchParams }: MessagesProps) {
  await requireActor();
  const filter = readMessageFilter(await searchParams);
  const { messages, total } = await listMessages(web().db, filter);
  return (
    <>
      <PageHeader
        title="Messages"
        lead="What was told to Slack, GitHub and PagerDuty. Each is sent once and tried for a week; no rotation waits for one."
      />
      <MessageFilters values={filter} />
      <MessageTable messages={messages} filtered={filter.state !== "" || filter.system !== ""} />
      {messages.length > 0 && (
        <TablePages
          label="Messages"
          path="/messages"
          filter={{ ...filter }}
          pageSize={MESSAGES_PAGE_SIZE}
          shown={messages.length}
          total={total}
        />
      )}
    </>
  );
}
