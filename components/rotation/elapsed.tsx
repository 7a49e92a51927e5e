"use client";

import { useClock } from "../ui/clock.tsx";
import { duration } from "../ui/duration.ts";

/** Runs until there is an end. */
export function Elapsed({ from, to }: { from: string; to: string | null }) {
  const seconds = useClock((now) =>
    Math.floor(((to === null ? now : Date.parse(to)) - Date.parse(from)) / 1000),
  );
  return <>{duration(seconds)}</>;
}
