"use client";

import { useClock } from "../ui/clock.tsx";
import { Progress } from "../ui/progress.tsx";

const DAY = 86_400_000;

/** How much of the key's allowed life has passed. */
export function KeyAge({ activatedAt, dueAt }: { activatedAt: string; dueAt: string }) {
  const days = useClock((now) => Math.max(0, Math.floor((now - Date.parse(activatedAt)) / DAY)));
  const allowed = Math.max(1, Math.round((Date.parse(dueAt) - Date.parse(activatedAt)) / DAY));
  return (
    <div>
      <p className="mb-2 flex justify-between gap-4 text-sm">
        <span className="font-medium">{days === 1 ? "1 day old" : `${days} days old`}</span>
        <span className="text-muted">rotated every {allowed} days</span>
      </p>
      <Progress
        label="Age of the key against its rotation date"
        done={Math.min(days, allowed)}
        total={allowed}
        tone={days > allowed ? "problem" : "accent"}
      />
    </div>
  );
}
