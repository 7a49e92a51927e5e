"use client";

import { TriangleAlert } from "lucide-react";
import { useClock } from "../ui/clock.tsx";
import { duration } from "../ui/duration.ts";

interface HeartbeatAgeProps {
  at: string | null;
  /** Silence of this many seconds is a warning. */
  warnAfter: number;
}

export function HeartbeatAge({ at, warnAfter }: HeartbeatAgeProps) {
  const age = useClock((now) => (at === null ? -1 : Math.max(0, Math.floor((now - Date.parse(at)) / 1000))));
  if (age < 0) return <span className="text-muted">none yet</span>;
  if (age < warnAfter) return <>{duration(age)} ago</>;
  return (
    <span role="alert" className="inline-flex items-center gap-1.5 font-medium text-wait">
      <TriangleAlert aria-hidden="true" size={14} />
      No progress for {duration(age)}
    </span>
  );
}
