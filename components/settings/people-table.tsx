import type { KnownPersonView } from "#lib/domain/rotation/settings-views.ts";
import { Cell } from "../ui/cell.tsx";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

const COLUMNS: Column[] = [
  { id: "person", label: "Person" },
  { id: "roles", label: "Roles" },
  { id: "problem", label: "Problem", wideOnly: true },
  { id: "seen", label: "Last sign-in", align: "end" },
];

interface PeopleTableProps {
  people: KnownPersonView[];
  /** Readable names of the roles. */
  titles: Record<string, string>;
}

/** Everybody who ever signed in. Roles come from the company's groups and change there. */
export function PeopleTable({ people, titles }: PeopleTableProps) {
  return (
    <DataTable caption="People who signed in" columns={COLUMNS}>
      {people.map((person) => (
        <tr key={person.id}>
          <Cell rowHeader>
            {person.name}
            <span className="block text-xs text-muted">{person.email}</span>
            {person.problem !== null && (
              <span className="block text-xs font-medium text-problem md:hidden">{person.problem}</span>
            )}
          </Cell>
          <Cell>
            {person.roles.length === 0 ? (
              <span className="text-muted">none</span>
            ) : (
              <ul>
                {person.roles.map((role) => (
                  <li key={role}>{titles[role] ?? role}</li>
                ))}
              </ul>
            )}
          </Cell>
          <Cell wideOnly>
            {person.problem === null ? (
              <span className="text-muted">none</span>
            ) : (
              <span className="font-medium text-problem">{person.problem}</span>
            )}
          </Cell>
          <Cell align="end">
            <Timestamp at={person.lastSignInAt} />
          </Cell>
        </tr>
      ))}
    </DataTable>
  );
}
