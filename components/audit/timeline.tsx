import Link from "next/link";
import type { AuditEventView } from "#lib/domain/rotation/views.ts";
import { Badge } from "../ui/badge.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

interface TimelineProps {
  events: AuditEventView[];
  /** Left out of what each event names: all of them are of this rotation. */
  rotationId: string;
}

/** What happened, newest first: each line is an event of the trail. */
export function Timeline({ events, rotationId }: TimelineProps) {
  if (events.length === 0) return <p className="text-sm text-muted">Nothing happened yet.</p>;
  return (
    <ol className="grid text-sm">
      {events.map((event) => (
        <li
          key={event.seq}
          className="grid gap-x-6 border-l-2 border-line py-1.5 pl-4 sm:grid-cols-[11.5rem_minmax(0,1fr)]"
        >
          <span className="text-muted">
            <Timestamp at={event.at} mode="absolute" />
          </span>
          <span className="min-w-0 wrap-anywhere">
            <Link
              href={`/audit/${event.seq}`}
              className="inline-flex min-h-6 items-center text-accent underline underline-offset-3"
            >
              <code>{event.action}</code>
            </Link>{" "}
            {event.result === "refused" && <Badge tone="problem">Refused</Badge>}
            <span className="block text-muted">
              {[event.actor, ...event.object.split(" · ").filter((part) => part !== rotationId)].join(" · ")}
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}
