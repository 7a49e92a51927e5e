import { z } from "zod";
import type { RotationFilter } from "#lib/views/rotations.ts";

const Filter = z.object({
  state: z.enum(["", "active", "completed", "cancelled"]).catch(""),
  type: z.enum(["", "scheduled", "emergency", "drill"]).catch(""),
  year: z
    .string()
    .regex(/^(20\d\d)?$/)
    .catch(""),
  q: z.string().max(100).catch(""),
  sort: z.enum(["newest", "oldest", "finished"]).catch("newest"),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
});

/** The filter in the address. What it does not understand it leaves out. */
export function readRotationFilter(query: Record<string, unknown>): RotationFilter {
  return Filter.parse(query);
}
