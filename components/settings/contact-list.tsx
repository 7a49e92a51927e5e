import { KeyValue } from "../ui/key-value.tsx";
import type { ContactValues } from "./contact-fields.tsx";

export function ContactList({ contacts }: { contacts: ContactValues }) {
  const { team, primaryEmail, escalation, onCall, devopsLeadEmail, complianceEmail, ...channels } = contacts;
  return (
    <KeyValue
      items={[
        { label: "Responsible team", value: team || "not named" },
        { label: "Primary contact", value: <Address email={primaryEmail} /> },
        { label: "Escalation", value: escalation || "not named" },
        { label: "On call", value: onCall || "not named" },
        {
          label: "Slack",
          value: `${channels.securityChannel} security team, ${channels.engineeringChannel} announcements, ${channels.incidentsChannel} emergencies only`,
        },
        { label: "DevOps lead", value: <Address email={devopsLeadEmail} /> },
        { label: "Compliance officer", value: <Address email={complianceEmail} /> },
      ]}
    />
  );
}

function Address({ email }: { email: string }) {
  if (email === "") return "not named";
  return (
    <a href={`mailto:${email}`} className="text-accent underline underline-offset-3">
      {email}
    </a>
  );
}
