import { z } from "zod";

const Line = z.string().trim().max(200);

/** Whom to turn to, shown where something can go wrong. */
export const Contacts = z.object({
  team: Line,
  primaryEmail: z.union([z.email(), z.literal("")]),
  escalation: Line,
  onCall: Line,
});
export type Contacts = z.infer<typeof Contacts>;

export const DEFAULT_CONTACTS: Contacts = {
  team: "Security team",
  primaryEmail: "",
  escalation: "CTO",
  onCall: "PagerDuty rotation of the security team",
};
