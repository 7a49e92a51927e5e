import type { NextRotationView } from "#lib/domain/schedule/schedule-views.ts";
import { KeyValue } from "../ui/key-value.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

interface ClocksProps {
  version: number;
  activatedAt: string;
  next: NextRotationView;
  timeZone: string;
}

/** The two rules that ask for the next rotation, and the day that satisfies both. */
export function Clocks({ version, activatedAt, next, timeZone }: ClocksProps) {
  return (
    <KeyValue
      items={[
        {
          label: "Rotate",
          value: (
            <>
              <span className="font-medium">{next.date}</span>
              {next.conflict !== null && <span className="block text-muted">{next.conflict}</span>}
            </>
          ),
        },
        {
          label: "Calendar",
          value: `${next.calendarDay} (${next.quarter}), to be completed before ${next.deadline}`,
        },
        {
          label: "90 days",
          value: (
            <>
              end on {next.policyDay}; V{version} is in use since{" "}
              <Timestamp at={activatedAt} mode="absolute" />
            </>
          ),
        },
        { label: "Pending from", value: next.opensOn },
        { label: "Days begin in", value: timeZone },
      ]}
    />
  );
}
