import { z } from "zod";

/** A plan as the worker hands it over and `phase_run.plan` keeps it. */
export const StoredPlan = z.object({
  intent: z.array(
    z.object({
      label: z.string(),
      value: z.string(),
      kind: z.enum(["text", "code", "time", "count"]).optional(),
    }),
  ),
  diff: z.array(
    z.object({
      name: z.string(),
      change: z.enum(["added", "changed", "removed", "unchanged"]),
      detail: z.string(),
    }),
  ),
  bound: z.record(z.string(), z.string()),
});
export type StoredPlan = z.infer<typeof StoredPlan>;
