import { z } from "zod";
import type { ApprovalFilter } from "#lib/views/approval-search.ts";

const Filter = z.object({
  status: z.enum(["", "open", "approved", "rejected", "void", "expired", "withdrawn"]).catch(""),
  gate: z
    .string()
    .regex(/^(A\d\w?)?$/)
    .catch(""),
  q: z.string().max(100).catch(""),
  sort: z.enum(["open", "newest", "oldest", "expiry"]).catch("open"),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
});

/** The filter in the address. What it does not understand it leaves out. */
export function readApprovalFilter(query: Record<string, unknown>): ApprovalFilter {
  return Filter.parse(query);
}
