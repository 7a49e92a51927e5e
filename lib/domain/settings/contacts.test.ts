import { expect, test } from "vitest";
import { Contacts, DEFAULT_CONTACTS } from "./contacts.ts";

const accepts = (change: Record<string, unknown>) =>
  Contacts.safeParse({ ...DEFAULT_CONTACTS, ...change }).success;

test("until somebody saves others, the contacts are those that the procedure lists", () => {
  expect(Contacts.parse(DEFAULT_CONTACTS)).toEqual(DEFAULT_CONTACTS);
  expect(Contacts.parse({ team: "Team", primaryEmail: "", escalation: "CTO", onCall: "" })).toMatchObject({
    securityChannel: "#security",
    engineeringChannel: "#engineering",
    incidentsChannel: "#incidents",
  });
});

test.each([
  ["no responsible team", { team: "" }],
  ["nobody to escalate to", { escalation: " " }],
  ["an address that is none", { primaryEmail: "security" }],
  ["a channel without its mark", { incidentsChannel: "incidents" }],
  ["a channel of two words", { securityChannel: "#security team" }],
])("contacts with %s are refused", (_, change) => expect(accepts(change)).toBe(false));

test.each([
  [{ primaryEmail: "security@clinic.example" }],
  [{ primaryEmail: "", onCall: "" }],
  [{ securityChannel: "#sécurité_2" }],
])("contacts with %o are saved", (change) => expect(accepts(change)).toBe(true));
