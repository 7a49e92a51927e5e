import Link from "next/link";
import type { WaiverView } from "#lib/domain/rotation/waiver-views.ts";
import { Timestamp } from "../ui/timestamp.tsx";

/** Waivers that wait for a second person; each leads to the facts that it is decided on. */
export function WaiversWaiting({ waivers }: { waivers: WaiverView[] }) {
  return (
    <ul className="divide-y divide-line text-sm">
      {waivers.map((waiver) => (
        <li key={waiver.id} className="py-2 first:pt-0">
          <p className="flex flex-wrap items-baseline justify-between gap-x-4">
            <Link
              href={waiver.href}
              className="inline-flex min-h-6 items-center font-medium wrap-anywhere text-accent underline underline-offset-3"
            >
              Waiver · {waiver.subject}
            </Link>
            <span className="text-muted">
              proposed <Timestamp at={waiver.proposedAt} />
            </span>
          </p>
          <p className="text-muted">
            {waiver.rotationId} · {waiver.proposedBy}: {waiver.reason}
            {waiver.whyNot !== null && <span className="block">{waiver.whyNot}</span>}
          </p>
        </li>
      ))}
    </ul>
  );
}
