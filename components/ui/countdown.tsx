"use client";

import { useClock } from "./clock.tsx";
import { duration } from "./duration.ts";
import { utcTime } from "./utc-time.ts";

interface CountdownProps {
  until: string;
  /** Read after the end, e.g. "overdue". */
  endedLabel: string;
}

export function Countdown({ until, endedLabel }: CountdownProps) {
  const left = useClock((now) => Math.ceil((Date.parse(until) - now) / 1000));
  return (
    <span role="timer" className="inline-flex flex-wrap items-baseline gap-x-2">
      <span className="font-medium">
        {left > 0 ? `${duration(left)} left` : `${endedLabel} by ${duration(-left)}`}
      </span>
      <time dateTime={until} className="text-sm text-muted">
        ends {utcTime(until)}
      </time>
    </span>
  );
}
