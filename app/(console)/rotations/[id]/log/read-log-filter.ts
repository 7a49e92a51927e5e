import { z } from "zod";
import type { LogFilter } from "#lib/views/reencryption-log.ts";

const Filter = z.object({
  level: z.enum(["", "warning", "problem"]).catch(""),
  q: z.string().max(200).catch(""),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  line: z
    .string()
    .regex(/^\d{1,18}$/)
    .catch(""),
});

/** The filter in the address. What it does not understand it leaves out. */
export function readLogFilter(query: Record<string, unknown>): LogFilter {
  return Filter.parse(query);
}
