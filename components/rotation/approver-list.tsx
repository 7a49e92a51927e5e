import type { PersonView } from "#lib/domain/rotation/views.ts";
import { Notice } from "../ui/notice.tsx";

interface ApproverListProps {
  approvers: PersonView[];
  viewerId: string;
}

const NEEDED = 2;

/** People who may approve, as their last sign-in says. Retiring the old key needs two of them beside the operator. */
export function ApproverList({ approvers, viewerId }: ApproverListProps) {
  const others = approvers.filter((person) => person.id !== viewerId);
  return (
    <div className="grid gap-3">
      {approvers.length > 0 && (
        <ul className="grid gap-1 text-sm">
          {approvers.map((person) => (
            <li key={person.id}>
              {person.name} <span className="text-muted">{person.email}</span>
              {person.id === viewerId && (
                <span className="block text-muted">You: not in a rotation that you operate yourself.</span>
              )}
            </li>
          ))}
        </ul>
      )}
      {others.length < NEEDED && (
        <Notice kind="wait" title="Retiring the old key needs two approvers beside the operator">
          {others.length === 0 ? "Nobody else" : "One other person"} with that role has signed in so far.
          Others appear here after their first sign-in.
        </Notice>
      )}
    </div>
  );
}
