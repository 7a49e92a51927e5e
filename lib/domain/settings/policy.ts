import { z } from "zod";

/** Rules that an approver may tighten, never loosen below the written procedure and 45 CFR 164.316(b)(2)(i). */
export const Policy = z.object({
  safetyHours: z.coerce.number().int().min(24, "The safety period lasts at least 24 hours.").max(720),
  destroyAfterDays: z.coerce.number().int().min(30, "A retired key is kept for at least 30 days.").max(3650),
  auditRetentionYears: z.coerce.number().int().min(6, "Records are kept for at least six years.").max(50),
  timeZone: z.string().refine(isTimeZone, "Use an IANA time zone, for example Europe/Bucharest."),
});
export type Policy = z.infer<typeof Policy>;

export const DEFAULT_POLICY: Policy = {
  safetyHours: 24,
  destroyAfterDays: 30,
  auditRetentionYears: 6,
  timeZone: "UTC",
};

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}
