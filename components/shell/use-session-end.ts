import { useCallback, useEffect, useState } from "react";

const ADDRESS = "/api/session/activity";
const AT_MOST_EVERY_MS = 60_000;

/** ISO instant at which the session ends, or null when it has ended; undefined when the console did not answer. */
async function ask(method: "GET" | "POST"): Promise<string | null | undefined> {
  try {
    const response = await fetch(ADDRESS, { method, cache: "no-store" });
    if (response.status === 401) return null;
    return response.ok ? ((await response.json()) as { endsAt: string }).endsAt : undefined;
  } catch {
    // The next one says the same.
    return undefined;
  }
}

/**
 * Tells the server that a person is there, and knows until when it believes so. Open pages refresh themselves all the time,
 * and that must not look like somebody.
 */
export function useSessionEnd(initial: string) {
  const [endsAt, setEndsAt] = useState<string | null>(initial);
  const learn = useCallback(async (method: "GET" | "POST") => {
    const answer = await ask(method);
    if (answer !== undefined) setEndsAt(answer);
  }, []);
  useEffect(() => {
    let last = 0;
    const onActivity = () => {
      if (Date.now() - last < AT_MOST_EVERY_MS) return;
      last = Date.now();
      void learn("POST");
    };
    window.addEventListener("pointerdown", onActivity);
    window.addEventListener("keydown", onActivity);
    return () => {
      window.removeEventListener("pointerdown", onActivity);
      window.removeEventListener("keydown", onActivity);
    };
  }, [learn]);
  return { endsAt, learn };
}
