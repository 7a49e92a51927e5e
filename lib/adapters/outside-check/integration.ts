import type { Integration } from "#lib/ports/integration.ts";
import { createOutsideCheck } from "./outside-check.ts";

/** `url` is empty when nobody outside watches the scheduler. */
export function outsideCheckIntegration({ url }: { url: string }): Integration {
  const configured = url !== "";
  return {
    id: "outside-check",
    name: "Check from outside",
    purpose: "Raises an alarm of its own when the scheduler has not pinged it for a while.",
    withoutIt: "The console and /api/health still turn red, but nobody is called if nobody looks at them.",
    configured,
    target: configured ? new URL(url).host : "",
    test: async () => {
      await createOutsideCheck({ url }).ping();
      return [{ checked: "The address of DEADMAN_URL takes a ping" }];
    },
  };
}
