import type { ReactNode } from "react";
import type { NextRotationView } from "#lib/domain/schedule/schedule-views.ts";
import { Notice } from "../ui/notice.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

const LOOK = {
  pending: { kind: "wait", title: (quarter: string) => `The rotation of ${quarter} is pending` },
  due: { kind: "wait", title: (quarter: string) => `The rotation of ${quarter} is due` },
  overdue: { kind: "problem", title: (quarter: string) => `The rotation of ${quarter} is overdue` },
} as const;

/** A rotation opens by itself 14 days before its date. Before that there is nothing to show. */
export function PendingRotation({ next, action }: { next: NextRotationView; action?: ReactNode }) {
  if (next.due === "upcoming") return null;
  const { kind, title } = LOOK[next.due];
  return (
    <Notice kind={kind} title={title(next.quarter)} action={action}>
      <p>
        {next.overdue ??
          `Its date is ${next.date}. The new key has to be in use by ${next.policyDay}, and the rotation completed before ${next.deadline}.`}
      </p>
      {next.conflict !== null && next.overdue === null && <p>{next.conflict}</p>}
      <p className="text-muted">
        {next.proposedAt !== null && (
          <>
            Opened by the scheduler <Timestamp at={next.proposedAt} />.{" "}
          </>
        )}
        Nobody has a duty in it until somebody starts it.
      </p>
    </Notice>
  );
}
