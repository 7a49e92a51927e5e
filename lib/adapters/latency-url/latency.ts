import type { ApplicationLatency } from "#lib/ports/application-latency.ts";
import { PortError } from "#lib/ports/port-error.ts";

const TIMEOUT_MS = 2_000;
const DEFAULT_POINTER = "/p95Ms";

/**
 * Reads a number of a JSON document: the address of a health or metrics endpoint, whose fragment is the JSON pointer
 * (RFC 6901) of the number in milliseconds; without a fragment it is `p95Ms`.
 */
export function createLatency(address: string): ApplicationLatency {
  const url = new URL(address);
  const pointer = decodeURIComponent(url.hash.slice(1)) || DEFAULT_POINTER;
  url.hash = "";
  return {
    p95Ms: async () => {
      const number = valueAt(await fetchJson(url), pointer);
      if (typeof number === "number" && Number.isFinite(number) && number >= 0) return number;
      throw new PortError(
        "invalid",
        `The application's metrics have no number of milliseconds at ${pointer}.`,
      );
    },
  };
}

async function fetchJson(url: URL): Promise<unknown> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "error" });
    // A health endpoint that reports a problem answers 503, and still with its figures.
    return await response.json();
  } catch (cause) {
    const error = new PortError(
      "unavailable",
      "The application's metrics do not answer with JSON within 2 s.",
    );
    error.cause = cause;
    throw error;
  }
}

function valueAt(document: unknown, pointer: string): unknown {
  const names = pointer
    .split("/")
    .slice(1)
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  return names.reduce<unknown>(
    (value, name) =>
      typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined,
    document,
  );
}
