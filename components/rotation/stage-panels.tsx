import type { PhaseView, StepScreenView } from "#lib/domain/rotation/views.ts";
import { Notice } from "../ui/notice.tsx";
import { CheckAgain, offersAction, type PhaseActions, PrimaryAction } from "./phase-controls.tsx";
import { PhasePanel } from "./phase-panel.tsx";
import { QuarantineTable } from "./quarantine-table.tsx";
import { ReencryptionPanel } from "./reencryption-panel.tsx";
import { VerificationPanel } from "./verification-panel.tsx";

interface StagePanelsProps {
  screen: StepScreenView;
  actions: PhaseActions;
}

/** One panel per phase of the step; a step that this version does not perform says so. */
export function StagePanels({ screen, actions }: StagePanelsProps) {
  if (screen.page.phases.length === 0) {
    return (
      <Notice kind="info" title="Cannot start yet">
        This version of Keyturn performs the procedure up to verification. Until the later steps are performed
        by it too, the old key stays in the secret and everything encrypted with it stays readable.
      </Notice>
    );
  }
  return screen.page.phases.map((phase) => (
    <PhasePanel
      key={phase.id}
      phase={phase}
      rerun={phase.mayInspect ? <CheckAgain phase={phase} actions={actions} /> : undefined}
      action={offersAction(phase) ? <PrimaryAction phase={phase} actions={actions} /> : undefined}
      live={isLive(phase, screen) ? <Live screen={screen} /> : undefined}
    />
  ));
}

function isLive(phase: PhaseView, { reencryption, verification, quarantine }: StepScreenView): boolean {
  if (phase.status === "cannot-start-yet") return false;
  return reencryption !== null || verification !== null || quarantine.length > 0;
}

function Live({ screen }: { screen: StepScreenView }) {
  const { reencryption, verification, quarantine } = screen;
  return (
    <div className="grid gap-6">
      {reencryption !== null && <ReencryptionPanel run={reencryption} />}
      {verification !== null && <VerificationPanel verification={verification} />}
      {quarantine.length > 0 && <QuarantineTable cells={quarantine} />}
    </div>
  );
}
