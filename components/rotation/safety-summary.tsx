import Link from "next/link";
import type { SafetyView } from "#lib/domain/rotation/live-views.ts";
import { KeyValue } from "../ui/key-value.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { SafetyClock } from "./safety-clock.tsx";

interface SafetySummaryProps {
  safety: SafetyView;
  /** Page of the safety period, where issues are reported and closed. */
  href: string;
}

/** What the retirement of the old key looks back on; everything that can be done about it is on the period's own page. */
export function SafetySummary({ safety, href }: SafetySummaryProps) {
  const open = safety.issues.filter((issue) => issue.closedAt === null).length;
  const [oldest] = safety.monitors.map((monitor) => monitor.at).toSorted();
  const silent = safety.monitors.filter((monitor) => monitor.outcome !== "pass").length;
  return (
    <div className="grid gap-2">
      <KeyValue
        items={[
          { label: "Safety period", value: <SafetyClock safety={safety} /> },
          {
            label: "Issues",
            value: safety.issues.length === 0 ? "none" : `${open} open of ${safety.issues.length}`,
          },
          {
            label: "Monitors",
            value:
              oldest === undefined ? (
                "not read yet"
              ) : (
                <>
                  {silent === 0
                    ? `all ${safety.monitors.length} pass`
                    : `${silent} of ${safety.monitors.length} do not pass`}
                  , read <Timestamp at={oldest} />
                </>
              ),
          },
        ]}
      />
      <p className="text-sm">
        <Link
          href={href}
          className="inline-flex min-h-6 items-center text-accent underline underline-offset-3"
        >
          Readings and issues of the period
        </Link>
      </p>
    </div>
  );
}
