import type { ComponentProps } from "react";
import type { PhaseView } from "#lib/domain/rotation/views.ts";
import type { WaiverActions } from "../waiver/waiver-actions.ts";
import { ActionForm } from "./action-form.tsx";
import { FreshLogin } from "./fresh-login.tsx";
import { PhaseField } from "./phase-field.tsx";
import { blockersId } from "./phase-panel.tsx";

type ServerAction = ComponentProps<typeof ActionForm>["action"];

/** The server actions of a phase; each sends the run and the version that the person saw. */
export interface PhaseActions {
  inspect: ServerAction;
  requestApproval: ServerAction;
  withdraw: ServerAction;
  perform: ServerAction;
  repeat: ServerAction;
  cancel: ServerAction;
  /** Orders to a running re-encryption. */
  control: ServerAction;
  protect: ServerAction;
  reportIssue: ServerAction;
  proposeResolution: ServerAction;
  closeIssue: ServerAction;
  waiver: WaiverActions;
  retryMessage: ServerAction;
}

interface ControlProps {
  phase: PhaseView;
  actions: PhaseActions;
}

function seen(phase: PhaseView): Record<string, string> {
  return { phaseRunId: phase.runId ?? "", version: String(phase.version) };
}

export function CheckAgain({ phase, actions }: ControlProps) {
  return (
    <ActionForm
      action={actions.inspect}
      label={phase.checksRunning ? "Checking …" : "Check again"}
      hidden={seen(phase)}
      variant="secondary"
      size="small"
      disabled={phase.checksRunning}
    />
  );
}

/** Whether the phase offers this person anything to press. */
export function offersAction({ action, mayWithdraw, mayRepeat }: PhaseView): boolean {
  return action !== null || mayWithdraw || mayRepeat;
}

const REPEAT = {
  title: "Repeat re-encryption?",
  body: "Step 4 opens again with a new approval. Approvals given since are void, and verification and the whole safety period follow once more. No key and no data is lost.",
  label: "Repeat re-encryption",
};

/** The one primary action of the phase, with the ways back beside it. */
export function PrimaryAction({ phase, actions }: ControlProps) {
  const { action } = phase;
  const blocked = phase.blockers.length > 0 || phase.checksRunning;
  const sends = action && { ...byKind(actions), retry: actions.perform }[action.kind];
  return (
    <div className="flex flex-wrap items-end gap-3">
      {action && phase.needsFreshLogin && <FreshLogin purpose={action.label} />}
      {action && sends && !phase.needsFreshLogin && (
        <ActionForm
          key={`${phase.runId} ${action.kind}`}
          action={sends}
          label={action.label}
          hidden={seen(phase)}
          phrase={action.phrase}
          disabled={action.kind !== "withdraw" && blocked}
          describedBy={blockersId(phase)}
        >
          {phase.fields.map((field) => (
            <PhaseField key={field.name} field={field} />
          ))}
        </ActionForm>
      )}
      {phase.mayWithdraw && action?.kind !== "withdraw" && (
        <ActionForm
          action={actions.withdraw}
          label="Withdraw the request"
          hidden={seen(phase)}
          variant="secondary"
        />
      )}
      {phase.mayRepeat && (
        <ActionForm
          action={actions.repeat}
          label="Repeat re-encryption"
          hidden={seen(phase)}
          variant="secondary"
          confirm={REPEAT}
        />
      )}
    </div>
  );
}

function byKind(actions: PhaseActions) {
  return {
    inspect: actions.inspect,
    "request-approval": actions.requestApproval,
    withdraw: actions.withdraw,
    perform: actions.perform,
  };
}
