import { TextField } from "../ui/text-field.tsx";

export interface ContactValues {
  team: string;
  primaryEmail: string;
  escalation: string;
  onCall: string;
}

/** Whom to turn to. Shown on every rotation's page. */
export function ContactFields({ contacts }: { contacts: ContactValues }) {
  return (
    <>
      <TextField name="team" label="Responsible team" maxLength={200} defaultValue={contacts.team} />
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
        maxLength={200}
        defaultValue={contacts.escalation}
      />
      <TextField name="onCall" label="On call" maxLength={200} defaultValue={contacts.onCall} />
    </>
  );
}
