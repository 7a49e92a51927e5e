import { KeyValue } from "../ui/key-value.tsx";
import type { ContactValues } from "./contact-fields.tsx";

export function ContactList({ contacts }: { contacts: ContactValues }) {
  const { team, primaryEmail, escalation, onCall, ...channels } = contacts;
  return (
    <KeyValue
      items={[
        { label: "Responsible team", value: team || "not named" },
        {
          label: "Primary contact",
          value:
            primaryEmail === "" ? (
              "not named"
            ) : (
              <a href={`mailto:${primaryEmail}`} className="text-accent underline underline-offset-3">
                {primaryEmail}
              </a>
            ),
        },
        { label: "Escalation", value: escalation || "not named" },
        { label: "On call", value: onCall || "not named" },
        {
          label: "Slack",
          value: `${channels.securityChannel} security team, ${channels.engineeringChannel} announcements, ${channels.incidentsChannel} emergencies only`,
        },
      ]}
    />
  );
}
