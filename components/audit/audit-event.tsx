import type { AuditEventView, FactView } from "#lib/domain/rotation/views.ts";
import { FactList } from "../rotation/fact-list.tsx";
import { Section } from "../ui/section.tsx";

/** One event in full, with the hash that chains it to the one before. */
export function AuditEvent({ event }: { event: AuditEventView }) {
  return (
    <div>
      <Section title="Event" layout="margin">
        <FactList
          facts={[
            { label: "Number", value: event.seq, kind: "code" },
            { label: "Time", value: event.at, kind: "time" },
            { label: "Actor", value: event.actor },
            { label: "Action", value: event.action, kind: "code" },
            { label: "Object", value: event.object },
            { label: "Result", value: event.result === "done" ? "Done" : "Refused" },
            { label: "Context", value: event.context },
            { label: "Source", value: event.ipAddress ?? "worker", kind: "code" },
            { label: "Hash", value: event.hash, kind: "code" },
          ]}
        />
      </Section>
      <Section title="Recorded" layout="margin">
        {event.details.length === 0 ? (
          <p className="text-sm text-muted">This event carries no details.</p>
        ) : (
          <FactList facts={event.details.map(asRead)} />
        )}
      </Section>
    </div>
  );
}

/** `plan_hash` as "plan hash"; ids and digests as code, to be compared and copied. */
function asRead({ label, value }: FactView): FactView {
  const isCode = /^(?=.*\d)[0-9a-f-]{16,}$/.test(value);
  return { label: label.replaceAll("_", " "), value, kind: isCode ? "code" : "text" };
}
