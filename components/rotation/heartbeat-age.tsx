"use client";

import { TriangleAlert } from "lucide-react";
import { useClock } from "../ui/clock.tsx";
import { duration } from "../ui/duration.ts";
import { IconText } from "../ui/icon-text.tsx";

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
    <IconText icon={TriangleAlert} className="text-base font-medium text-wait">
      <span>No progress for {duration(age)}</span>
    </IconText>
  );
}
