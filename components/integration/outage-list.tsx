import Link from "next/link";
import type { OutageView } from "#lib/domain/integration/integration-view.ts";
import { Notice } from "../ui/notice.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

/** Outside systems that do not work now: which, since when, why, and what works without them. */
export function OutageList({ outages }: { outages: OutageView[] }) {
  if (outages.length === 0) return null;
  return (
    <ul aria-label="Outside systems that fail" className="mb-6 grid gap-3">
      {outages.map(({ id, name, since, reason, withoutIt }) => (
        <li key={id}>
          <Notice
            kind="wait"
            title={`${name} does not work`}
            action={
              <Link
                href={`/settings/integrations#${id}`}
                className="inline-flex min-h-6 items-center text-accent underline underline-offset-3"
              >
                Test the connection to {name}
              </Link>
            }
          >
            <p>
              Failing since <Timestamp at={since} />: {reason}
            </p>
            <p className="text-muted">{withoutIt}</p>
          </Notice>
        </li>
      ))}
    </ul>
  );
}
