import { z } from "zod";
import type { AuditFilter } from "#lib/views/audit.ts";

const Text = z.string().max(200).catch("");
const Day = z.iso.date().catch("");

const Filter = z.object({
  action: Text,
  actor: Text,
  result: z.enum(["", "done", "refused"]).catch(""),
  from: Day,
  to: Day,
  sort: z.enum(["newest", "oldest"]).catch("newest"),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
});

/** The filter in the address. What it does not understand it leaves out. */
export function readAuditFilter(query: Record<string, unknown>): AuditFilter {
  return Filter.parse(query);
}
