"use client";

import { createContext, type ReactNode, use, useState, useSyncExternalStore } from "react";

interface Clock {
  initial: number;
  current: () => number;
  subscribe: (listener: () => void) => () => void;
}

const ClockContext = createContext<Clock | null>(null);

/** Follows the server's clock, so that a laptop whose own clock is wrong still shows the right countdown. */
function createClock(initial: number): Clock {
  const offset = initial - Date.now();
  const listeners = new Set<() => void>();
  let current = initial;
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = () => {
    current = Date.now() + offset;
    for (const listener of listeners) listener();
  };
  return {
    initial,
    current: () => current,
    subscribe: (listener) => {
      listeners.add(listener);
      timer ??= setInterval(tick, 1000);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}

/** `now`: the server's ISO instant. The first paint and the hydration show this very instant. */
export function ClockProvider({ now, children }: { now: string; children: ReactNode }) {
  const [clock] = useState(() => createClock(Date.parse(now)));
  return <ClockContext value={clock}>{children}</ClockContext>;
}

/** Renders again only when what `select` returns has changed. */
export function useClock<T extends string | number | boolean>(select: (now: number) => T): T {
  const clock = use(ClockContext);
  if (clock === null) throw new Error("Wrap the page in a ClockProvider: times are shown by its clock.");
  return useSyncExternalStore(
    clock.subscribe,
    () => select(clock.current()),
    () => select(clock.initial),
  );
}
