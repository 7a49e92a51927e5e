import Link from "next/link";
import type { AuditEventView } from "#lib/domain/rotation/views.ts";
import { Badge } from "../ui/badge.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { actionWords } from "./action-words.ts";
import { ActorName } from "./actor-name.tsx";

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
              {actionWords(event.action)}
            </Link>{" "}
            {event.result === "refused" && <Badge tone="problem">Refused</Badge>}
            <span className="block text-muted">
              <ActorName actor={event.actor} />
              {placeOf(event, rotationId).map((part) => ` · ${part}`)}
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}

/** Where in the rotation: its step, and the phase where the event names one. */
function placeOf({ object, details }: AuditEventView, rotationId: string): string[] {
  const phase = details.find(({ label }) => label === "phase")?.value;
  return [...object.split(" · ").filter((part) => part !== rotationId), ...(phase ? [phase] : [])];
}
