import type { PersonView } from "#lib/domain/rotation/views.ts";
import { KeyValue } from "../ui/key-value.tsx";

interface PeopleListProps {
  /** `duty`: what the person does in this rotation, e.g. "Operates", "Approved A2". */
  people: { person: PersonView; duty: string }[];
}

export function PeopleList({ people }: PeopleListProps) {
  if (people.length === 0) return <p className="text-sm text-muted">Nobody has acted yet.</p>;
  return (
    <KeyValue
      items={people.map(({ person, duty }) => ({
        label: duty,
        value: (
          <>
            {person.name} <span className="text-muted">{person.email}</span>
          </>
        ),
      }))}
    />
  );
}
