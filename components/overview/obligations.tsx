import Link from "next/link";
import type { ObligationView } from "#lib/domain/rotation/record-views.ts";
import { Badge } from "../ui/badge.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { Panel } from "./panel.tsx";

/** Retired keys that still have to be destroyed. They outlive their rotation, so they are kept in sight here. */
export function Obligations({ obligations }: { obligations: ObligationView[] }) {
  if (obligations.length === 0) return null;
  return (
    <Panel title="Retired keys to destroy">
      <ul className="divide-y divide-line text-sm">
        {obligations.map((it) => (
          <li
            key={it.version}
            className="flex flex-wrap items-baseline justify-between gap-x-4 py-2 first:pt-0"
          >
            <Link
              href={it.href}
              className="inline-flex min-h-6 items-center font-medium text-accent underline underline-offset-3"
            >
              Destroy V{it.version}
            </Link>
            <span className="text-muted">
              retired <Timestamp at={it.retiredAt} />
            </span>
            <span className="flex flex-wrap items-baseline gap-x-2">
              {it.isDue && <Badge tone="wait">Due</Badge>}
              may be destroyed from <Timestamp at={it.destroyFrom} mode="absolute" />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
