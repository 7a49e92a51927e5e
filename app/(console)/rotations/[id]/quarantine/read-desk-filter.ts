import { z } from "zod";
import { CELL_STATES } from "#lib/domain/rotation/waiver-views.ts";
import type { DeskFilter } from "#lib/views/quarantine.ts";

const Text = z.string().max(200).catch("");

const Filter = z.object({
  state: z.enum(["", ...CELL_STATES]).catch(""),
  cause: Text,
  row: Text,
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
});

/** The filter in the address. What it does not understand it leaves out. */
export function readDeskFilter(query: Record<string, unknown>): DeskFilter {
  return Filter.parse(query);
}
