import { z } from "zod";

const Line = z.string().trim().max(200);
const Required = Line.min(2, "Name the responsible team and the escalation: somebody has to be reached.");
const Channel = z
  .string()
  .trim()
  .max(80)
  .regex(/^#[\p{L}\p{N}_-]+$/u, "A channel begins with #, for example #security.");
const Email = z.union([z.email("Give an e-mail address, or leave it empty."), z.literal("")]);

/** Whom to turn to, as the procedure's "Contact & Escalation" lists them; shown where something can go wrong. */
export const Contacts = z.object({
  team: Required,
  primaryEmail: Email,
  escalation: Required,
  onCall: Line,
  securityChannel: Channel.default("#security"),
  engineeringChannel: Channel.default("#engineering"),
  incidentsChannel: Channel.default("#incidents"),
  /** With the primary contact, the people whom the calendar's events invite. */
  devopsLeadEmail: Email.default(""),
  complianceEmail: Email.default(""),
});
export type Contacts = z.infer<typeof Contacts>;

export const DEFAULT_CONTACTS: Contacts = {
  team: "Security team",
  primaryEmail: "",
  escalation: "CTO",
  onCall: "PagerDuty rotation of the security team",
  securityChannel: "#security",
  engineeringChannel: "#engineering",
  incidentsChannel: "#incidents",
  devopsLeadEmail: "",
  complianceEmail: "",
};
