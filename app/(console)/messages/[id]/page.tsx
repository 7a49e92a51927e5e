import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { MessageFate } from "#components/message/message-fate.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { KeyValue } from "#components/ui/key-value.tsx";
import { Section } from "#components/ui/section.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { hasRole } from "#lib/domain/actor.ts";
import { isUuid } from "#lib/domain/uuid.ts";
import { web } from "#lib/runtime/web.ts";
import { findMessage } from "#lib/views/messages.ts";
import { retryMessageAction } from "../actions.ts";

export const metadata: Metadata = { title: "Message" };

interface MessageProps {
  params: Promise<{ id: string }>;
}

export default async function MessagePage({ params }: MessageProps) {
  const actor = await requireActor();
  const { id } = await params;
  const message = isUuid(id) ? await findMessage(web().db, id) : null;
  if (!message) notFound();
  const { rotationId } = message;
  return (
    <>
      <PageHeader title={`Message to ${message.to}`} parent={{ href: "/messages", label: "Messages" }} />
      <Section title="State">
        <MessageFate
          message={message}
          retry={hasRole(actor, "security-engineer") ? retryMessageAction : null}
        />
      </Section>
      <Section title="Message">
        <KeyValue
          items={[
            { label: "Queued", value: <Timestamp at={message.queuedAt} mode="absolute" /> },
            ...(rotationId === null
              ? []
              : [
                  {
                    label: "Rotation",
                    value: (
                      <Link
                        href={`/rotations/${rotationId}`}
                        className="text-accent underline underline-offset-3"
                      >
                        {rotationId}
                      </Link>
                    ),
                  },
                ]),
            ...(message.text.startsWith(message.title)
              ? []
              : [{ label: "What it does", value: message.title }]),
          ]}
        />
        <pre className="mt-4 max-w-prose border-l-2 border-line pl-3 text-sm whitespace-pre-wrap wrap-anywhere">
          {message.text}
        </pre>
      </Section>
    </>
  );
}
