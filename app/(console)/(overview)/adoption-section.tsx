import { AdoptionCard } from "#components/overview/adoption-card.tsx";
import { ActionForm } from "#components/rotation/action-form.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { type Actor, hasRole } from "#lib/domain/actor.ts";
import type { AdoptionState } from "#lib/views/overview.ts";
import { confirmAdoptionAction } from "./actions.ts";

interface AdoptionSectionProps {
  adoption: AdoptionState | "missing";
  actor: Actor;
}

/** First start against an existing platform: nothing is guessed silently, an approver says that it is right. */
export function AdoptionSection({ adoption, actor }: AdoptionSectionProps) {
  if (adoption === "missing") {
    return (
      <Notice kind="wait" title="The worker has not looked at the platform yet">
        It reads the secret and counts the encrypted records, then an approver confirms what it found.
      </Notice>
    );
  }
  const confirm = hasRole(actor, "security-approver") ? (
    <ActionForm
      action={confirmAdoptionAction}
      label="Confirm the platform’s state"
      hidden={{ proposedAt: adoption.readAt }}
      disabled={adoption.problem !== null}
    />
  ) : (
    <p className="text-sm text-muted">A security approver confirms this before the first rotation.</p>
  );
  return (
    <>
      <Notice kind="info" title="Is this the platform’s state?">
        Keyturn starts here for the first time. Compare what it found with what you know.
      </Notice>
      <AdoptionCard adoption={adoption}>{confirm}</AdoptionCard>
    </>
  );
}
