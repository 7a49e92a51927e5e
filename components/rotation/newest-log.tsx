import Link from "next/link";
import type { LogLineView } from "#lib/domain/rotation/live-views.ts";
import { Section } from "../ui/section.tsx";
import { LogLines } from "./log-lines.tsx";

/** The last lines of the running or newest job, with the way to all of them. */
export function NewestLog({ rotationId, lines }: { rotationId: string; lines: LogLineView[] }) {
  return (
    <Section
      title="Log"
      level={4}
      aside={
        <Link
          href={`/rotations/${rotationId}/log`}
          className="inline-flex min-h-6 items-center text-sm text-accent underline underline-offset-3"
        >
          Whole log
        </Link>
      }
    >
      {lines.length === 0 ? (
        <p className="text-sm text-muted">No line yet.</p>
      ) : (
        <LogLines rotationId={rotationId} lines={lines} />
      )}
    </Section>
  );
}
