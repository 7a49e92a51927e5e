import { Ban, Check } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import type { AuditEventView } from "#lib/domain/rotation/views.ts";
import { Cell } from "../ui/cell.tsx";
import { type Column, type ColumnSort, DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { IconText } from "../ui/icon-text.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { ActorName } from "./actor-name.tsx";

const columns = (sort: ColumnSort): Column[] => [
  { id: "seq", label: "No.", align: "end", sort },
  { id: "time", label: "Time" },
  { id: "actor", label: "Actor" },
  { id: "action", label: "Action" },
  { id: "object", label: "Object" },
  { id: "result", label: "Result" },
  { id: "source", label: "Source", align: "end" },
];

interface AuditTableProps {
  events: AuditEventView[];
  /** Of the event's number. */
  sort: ColumnSort;
  /** Lets the reader drop the filter that left nothing. */
  emptyAction?: ReactNode;
}

export function AuditTable({ events, sort, emptyAction }: AuditTableProps) {
  if (events.length === 0) {
    return (
      <EmptyState title="No event matches" action={emptyAction}>
        Every action, approval and refusal is an event. This filter leaves none of them.
      </EmptyState>
    );
  }
  return (
    <DataTable stack caption="Audit events" columns={columns(sort)}>
      {events.map((event) => (
        <AuditRow key={event.seq} event={event} />
      ))}
    </DataTable>
  );
}

function AuditRow({ event }: { event: AuditEventView }) {
  return (
    <tr className="hover:bg-sunken">
      <Cell align="end" rowHeader>
        <Link
          href={`/audit/${event.seq}`}
          className="inline-flex min-h-6 min-w-6 items-center justify-end font-mono text-accent underline underline-offset-3"
        >
          <span className="sr-only">Event </span>
          {event.seq}
        </Link>
      </Cell>
      <Cell>
        <Timestamp at={event.at} mode="absolute" />
      </Cell>
      <Cell>
        <ActorName actor={event.actor} />
      </Cell>
      <Cell>
        <code>{event.action}</code>
        {event.context !== "" && <span className="block text-xs text-muted">{event.context}</span>}
      </Cell>
      <Cell>
        <span className="block md:min-w-44">{event.object}</span>
      </Cell>
      <Cell>
        <AuditResult result={event.result} />
      </Cell>
      <Cell align="end">
        {event.ipAddress === null ? (
          <span className="text-muted">worker</span>
        ) : (
          <code>{event.ipAddress}</code>
        )}
      </Cell>
    </tr>
  );
}

function AuditResult({ result }: { result: AuditEventView["result"] }) {
  if (result === "done") {
    return (
      <IconText icon={Check} iconClassName="text-muted">
        Done
      </IconText>
    );
  }
  return (
    <IconText icon={Ban} className="font-medium text-problem">
      Refused
    </IconText>
  );
}
