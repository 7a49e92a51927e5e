import type { OutsideCheck } from "#lib/ports/outside-check.ts";
import { PortError } from "#lib/ports/port-error.ts";

export interface OutsideCheckConfig {
  /** Address to ask for, such as https://hc-ping.com/…; whoever knows it can keep the monitor quiet. */
  url: string;
  /** 5,000 when absent. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;

/** Pings by GET. Errors name no address: its path is a secret. */
export function createOutsideCheck({ url, timeoutMs = TIMEOUT_MS }: OutsideCheckConfig): OutsideCheck {
  return {
    ping: async () => {
      const status = await ask(url, timeoutMs);
      if (status >= 200 && status < 300) return;
      if (status === 429) throw new PortError("throttled", "The check outside limits the rate of pings.");
      if (status < 500) {
        const message = `The check outside refuses the ping (status ${status}): correct DEADMAN_URL.`;
        throw new PortError("invalid", message);
      }
      throw new PortError("unavailable", `The check outside is not available (status ${status}).`);
    },
  };
}

async function ask(url: string, timeoutMs: number): Promise<number> {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(timeoutMs) });
    await response.body?.cancel();
    return response.status;
  } catch {
    throw new PortError("unavailable", "The check outside did not answer in time.");
  }
}
