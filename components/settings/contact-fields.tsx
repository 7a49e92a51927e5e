import { TextField } from "../ui/text-field.tsx";

export interface ContactValues {
  team: string;
  primaryEmail: string;
  escalation: string;
  onCall: string;
  securityChannel: string;
  engineeringChannel: string;
  incidentsChannel: string;
  devopsLeadEmail: string;
  complianceEmail: string;
}

const CHANNELS = [
  { name: "securityChannel", label: "Channel of the security team" },
  { name: "engineeringChannel", label: "Channel for announcements" },
  { name: "incidentsChannel", label: "Channel for emergencies" },
] as const;

/** Whom to turn to. Shown on every rotation's page, and beside every problem. */
export function ContactFields({ contacts }: { contacts: ContactValues }) {
  return (
    <>
      <TextField name="team" label="Responsible team" required maxLength={200} defaultValue={contacts.team} />
      <TextField
        name="primaryEmail"
        type="email"
        label="Primary contact"
        hint="An e-mail address; may be left empty."
        maxLength={200}
        defaultValue={contacts.primaryEmail}
      />
      <TextField
        name="escalation"
        label="Escalation"
        hint="Who decides when the team cannot."
        required
        maxLength={200}
        defaultValue={contacts.escalation}
      />
      <TextField name="onCall" label="On call" maxLength={200} defaultValue={contacts.onCall} />
      {CHANNELS.map(({ name, label }) => (
        <TextField
          key={name}
          name={name}
          label={label}
          required
          maxLength={80}
          defaultValue={contacts[name]}
        />
      ))}
      <p className="max-w-lg text-sm text-muted">
        These are for people to read. Where Keyturn posts, its settings say (SLACK_CHANNEL_…).
      </p>
      <TextField
        name="devopsLeadEmail"
        type="email"
        label="DevOps lead"
        hint="An e-mail address; invited with the primary contact to the events of the calendar."
        maxLength={200}
        defaultValue={contacts.devopsLeadEmail}
      />
      <TextField
        name="complianceEmail"
        type="email"
        label="Compliance officer"
        hint="An e-mail address; invited too."
        maxLength={200}
        defaultValue={contacts.complianceEmail}
      />
    </>
  );
}
