import { KeyValue } from "../ui/key-value.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

export interface PlannedDates {
  oldVersion: number;
  /** When the 90 days of the old key end, an ISO instant. */
  dueAt: string;
  /** Of policy, in milliseconds as they pass here. */
  safetyMs: number;
  keptMs: number;
  /** An hour of policy passes faster than an hour, as in drills and the sandbox. */
  isCompressed: boolean;
}

/** When the waits of a rotation that begins at `start` would be over at the earliest. */
export function PlannedDateList({ start, dates }: { start: number; dates: PlannedDates }) {
  const { oldVersion, dueAt, safetyMs, keptMs, isCompressed } = dates;
  return (
    <div aria-live="polite" className="grid max-w-lg gap-1 border-l-2 border-line pl-3">
      <KeyValue
        items={[
          { label: "Safety period over, at the earliest", value: <Instant at={start + safetyMs} /> },
          {
            label: `V${oldVersion} destroyed, at the earliest`,
            value: <Instant at={start + safetyMs + keptMs} />,
          },
        ]}
      />
      <p className="text-xs text-muted">
        Both waits begin when the work before them is done: the first with a green verification, the second
        with the retirement. Backups that need V{oldVersion} can ask for longer.
        {isCompressed && " Time is compressed here: an hour of policy passes faster than an hour."}
      </p>
      {start > Date.parse(dueAt) && (
        <p className="text-sm text-problem">
          The 90 days of V{oldVersion} end <Instant at={Date.parse(dueAt)} />: this start is late.
        </p>
      )}
    </div>
  );
}

function Instant({ at }: { at: number }) {
  return <Timestamp at={new Date(at).toISOString()} mode="absolute" />;
}
