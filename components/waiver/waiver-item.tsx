import type { WaiverView } from "#lib/domain/rotation/waiver-views.ts";
import { DecisionForms } from "../approval/decision-forms.tsx";
import { ActionForm } from "../rotation/action-form.tsx";
import { Badge } from "../ui/badge.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import type { Tone } from "../ui/tone.ts";
import type { WaiverActions } from "./waiver-actions.ts";

const LOOK: Record<WaiverView["status"], { word: string; tone: Tone }> = {
  open: { word: "Waits for a second person", tone: "wait" },
  outdated: { word: "Void: it changed since", tone: "neutral" },
  approved: { word: "Waived by two people", tone: "neutral" },
  rejected: { word: "Rejected", tone: "problem" },
  withdrawn: { word: "Withdrawn", tone: "neutral" },
};

interface WaiverItemProps {
  waiver: WaiverView;
  actions: WaiverActions;
  /** Says what is waived, where the page around it does not. */
  withSubject?: boolean;
}

/** One waiver with its reason, its two people, and the decision where this person may take it. */
export function WaiverItem({ waiver, actions, withSubject = false }: WaiverItemProps) {
  const { word, tone } = LOOK[waiver.status];
  const hidden = { waiverId: waiver.id };
  return (
    <div className="grid gap-3 rounded-sm border border-line bg-raised p-3 text-sm">
      <div>
        {withSubject && <p className="font-medium wrap-anywhere">{waiver.subject}</p>}
        <p>
          <Badge tone={tone}>{word}</Badge> {waiver.reason}
        </p>
        <p className="text-muted">
          Proposed by {waiver.proposedBy} <Timestamp at={waiver.proposedAt} />
          {waiver.decidedBy !== null && waiver.decidedAt !== null && (
            <>
              , {waiver.status === "rejected" ? "rejected" : "approved"} by {waiver.decidedBy}{" "}
              <Timestamp at={waiver.decidedAt} />
            </>
          )}
        </p>
        {waiver.comment !== "" && <p>{waiver.comment}</p>}
        {waiver.status === "open" && waiver.whyNot !== null && <p className="text-muted">{waiver.whyNot}</p>}
      </div>
      {waiver.mayDecide && (
        <DecisionForms approve={actions.approve} reject={actions.reject} hidden={hidden} />
      )}
      {waiver.mayWithdraw && (
        <ActionForm
          action={actions.withdraw}
          label="Withdraw the waiver"
          variant="secondary"
          size="small"
          hidden={hidden}
        />
      )}
    </div>
  );
}
