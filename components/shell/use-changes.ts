"use client";

import { useQueryClient } from "@tanstack/react-query";
import { usePathname, useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import type { Connection } from "./live-dot.tsx";

const POLL_MS = 4_000;
const REFRESH_AT_MOST_MS = 1_000;

/**
 * Listens to the server's "changed" signal and asks again for what the page shows: queries at once, the rest of the page
 * when a person or the worker did something. While the stream is lost it asks at intervals.
 */
export function useChanges(): Connection {
  const [connection, setConnection] = useState<Connection>("reconnecting");
  const queries = useQueryClient();
  const router = useRouter();
  const pathname = usePathname();
  useEffect(() => {
    const rotation = /^\/rotations\/([^/]+)/.exec(pathname)?.[1];
    const source = new EventSource(rotation ? `/api/rotations/${rotation}/events` : "/api/events");
    let lastRefresh = 0;
    let pending: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      clearTimeout(pending);
      pending = setTimeout(
        () => {
          lastRefresh = Date.now();
          router.refresh();
        },
        Math.max(0, lastRefresh + REFRESH_AT_MOST_MS - Date.now()),
      );
    };
    const askAgain = (topic: string) => {
      void queries.invalidateQueries();
      if (topic !== "reencryption") refresh();
    };
    source.addEventListener("open", () => setConnection("connected"));
    source.addEventListener("message", (message) => askAgain(String(message.data)));
    source.addEventListener("error", () =>
      setConnection(source.readyState === EventSource.CLOSED ? "polling" : "reconnecting"),
    );
    const poll = setInterval(() => {
      if (source.readyState !== EventSource.OPEN && !document.hidden) askAgain("poll");
    }, POLL_MS);
    return () => {
      source.close();
      clearInterval(poll);
      clearTimeout(pending);
    };
  }, [pathname, queries, router]);
  return connection;
}
