"use client";

import { useClock } from "../ui/clock.tsx";

export function UtcClock() {
  const time = useClock((now) => new Date(now).toISOString().slice(11, 19));
  return (
    <time dateTime={`${time}Z`} className="font-mono text-xs whitespace-nowrap text-muted">
      {time} UTC
    </time>
  );
}
