"use client";

import { useEffect } from "react";

const AT_MOST_EVERY_MS = 60_000;

/** Tells the server that a person is there. Open pages refresh themselves all the time, and that must not look like one. */
export function ActivityBeacon() {
  useEffect(() => {
    let last = 0;
    const onActivity = () => {
      if (Date.now() - last < AT_MOST_EVERY_MS) return;
      last = Date.now();
      // A beacon that fails costs nothing: the next action says the same.
      fetch("/api/session/activity", { method: "POST" }).catch(() => undefined);
    };
    window.addEventListener("pointerdown", onActivity);
    window.addEventListener("keydown", onActivity);
    return () => {
      window.removeEventListener("pointerdown", onActivity);
      window.removeEventListener("keydown", onActivity);
    };
  }, []);
  return null;
}
