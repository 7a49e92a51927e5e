"use client";

import { LiveDot } from "./live-dot.tsx";
import { useChanges } from "./use-changes.ts";

export function LiveStatus() {
  return <LiveDot connection={useChanges()} />;
}
