import { z } from "zod";
import type { MessageFilter } from "#lib/views/messages.ts";

const Filter = z.object({
  state: z.enum(["", "waiting", "failing", "given-up", "sent"]).catch(""),
  system: z.enum(["", "slack", "github", "pagerduty"]).catch(""),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
});

/** The filter in the address. What it does not understand it leaves out. */
export function readMessageFilter(query: Record<string, unknown>): MessageFilter {
  return Filter.parse(query);
}
