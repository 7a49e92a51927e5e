import type { PersonView } from "#lib/domain/rotation/views.ts";
import { Notice } from "../ui/notice.tsx";

interface ApproverListProps {
  /** Who could approve if the person looking operates the rotation. */
  approvers: PersonView[];
  /** The largest number that a gate asks for. */
  needed: number;
}

/** People who could ever approve, as their last sign-in says, and whether they are enough to end the rotation. */
export function ApproverList({ approvers, needed }: ApproverListProps) {
  return (
    <div className="grid gap-3">
      {approvers.length < needed && (
        <Notice kind="problem" title={`Retiring the old key needs ${needed} approvers beside you`}>
          {countOf(approvers.length)} has signed in so far, so this rotation could not be ended. Let the
          others sign in first: they appear here then.
        </Notice>
      )}
      {approvers.length > 0 && (
        <ul className="grid gap-1 text-sm">
          {approvers.map((person) => (
            <li key={person.id}>
              {person.name} <span className="text-muted">{person.email}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function countOf(people: number): string {
  if (people === 0) return "Nobody else with that role";
  return people === 1 ? "One other person with that role" : `Only ${people} others with that role`;
}
