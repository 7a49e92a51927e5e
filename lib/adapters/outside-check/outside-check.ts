import type { OutsideCheck } from "#lib/ports/outside-check.ts";
import { PortError } from "#lib/ports/port-error.ts";

export interface OutsideCheckConfig {
  /** Address to ask for, such as https://hc-ping.com/…; whoever knows it can keep the monitor quiet. */
  url: string;
  /** 5,000 when absent. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;
const BODY_BYTES = 100;

const THROTTLED = "The check outside limits the rate of pings.";

/** Pings by GET. Errors name no address: its path is a secret. */
export function createOutsideCheck({ url, timeoutMs = TIMEOUT_MS }: OutsideCheckConfig): OutsideCheck {
  return {
    ping: async () => {
      const { status, beginning } = await ask(url, timeoutMs);
      if (status >= 200 && status < 300) return refuseUncounted(beginning);
      if (status === 429) throw new PortError("throttled", THROTTLED);
      if (status < 500) {
        const message = `The check outside refuses the ping (status ${status}): correct DEADMAN_URL.`;
        throw new PortError("invalid", message);
      }
      throw new PortError("unavailable", `The check outside is not available (status ${status}).`);
    },
  };
}

/** healthchecks.io answers 200 also to pings that it does not count, and says so in words. */
function refuseUncounted(beginning: string): void {
  if (beginning.startsWith("OK (not found)"))
    throw new PortError("invalid", "The check outside does not exist: correct DEADMAN_URL.");
  if (beginning.startsWith("OK (rate limited)")) throw new PortError("throttled", THROTTLED);
}

async function ask(url: string, timeoutMs: number): Promise<{ status: number; beginning: string }> {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(timeoutMs) });
    return { status: response.status, beginning: await beginningOf(response) };
  } catch {
    throw new PortError("unavailable", "The check outside did not answer in time.");
  }
}

/** Leaving the loop cancels the rest of the body. */
async function beginningOf({ body }: Response): Promise<string> {
  let read = Buffer.alloc(0);
  for await (const chunk of body ?? []) {
    read = Buffer.concat([read, chunk.subarray(0, BODY_BYTES)]);
    if (read.length >= BODY_BYTES) break;
  }
  return read.toString("latin1");
}
