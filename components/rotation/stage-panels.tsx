import type { PhaseView, StepScreenView } from "#lib/domain/rotation/views.ts";
import { MessageList } from "../message/message-list.tsx";
import { DeskLink } from "../quarantine/desk-link.tsx";
import { DeskNotice } from "../quarantine/desk-notice.tsx";
import { CheckWaivers } from "../waiver/check-waivers.tsx";
import { EscrowPanel } from "./escrow-panel.tsx";
import { JobControls } from "./job-controls.tsx";
import { JobProtection } from "./job-protection.tsx";
import { NewestLog } from "./newest-log.tsx";
import { CheckAgain, offersAction, type PhaseActions, PrimaryAction } from "./phase-controls.tsx";
import { PhasePanel } from "./phase-panel.tsx";
import { ReencryptionPanel } from "./reencryption-panel.tsx";
import { ResidueList } from "./residue-list.tsx";
import { SafetyPanel } from "./safety-panel.tsx";
import { SafetySummary } from "./safety-summary.tsx";
import { VerificationPanel } from "./verification-panel.tsx";

interface StagePanelsProps {
  screen: StepScreenView;
  actions: PhaseActions;
}

/** One panel per phase of the step, each with what is live in it. */
export function StagePanels({ screen, actions }: StagePanelsProps) {
  return screen.page.phases.map((phase) => (
    <PhasePanel
      key={phase.id}
      phase={phase}
      rerun={phase.mayInspect ? <CheckAgain phase={phase} actions={actions} /> : undefined}
      action={offersAction(phase) ? <PrimaryAction phase={phase} actions={actions} /> : undefined}
      problemAction={
        screen.quarantine === null ? undefined : (
          <DeskLink rotationId={screen.page.rotationId} summary={screen.quarantine} />
        )
      }
      messages={
        phase.messages.length === 0 ? undefined : (
          <MessageList
            messages={phase.messages}
            retry={screen.page.mayRetryMessages ? actions.retryMessage : null}
          />
        )
      }
      waivers={<CheckWaivers phase={phase} actions={actions.waiver} />}
      live={isLive(phase, screen) ? <Live phase={phase} screen={screen} actions={actions} /> : undefined}
    />
  ));
}

function isLive(phase: PhaseView, screen: StepScreenView): boolean {
  if (phase.status === "cannot-start-yet") return false;
  const { reencryption, verification, quarantine, safety, escrow, residue } = screen;
  if (escrow !== null) return phase.id === "keep-escrow";
  return (
    residue !== null ||
    reencryption !== null ||
    verification !== null ||
    safety !== null ||
    quarantine !== null
  );
}

function Live({ phase, screen, actions }: StagePanelsProps & { phase: PhaseView }) {
  const { page, reencryption, verification, quarantine, safety, escrow, residue } = screen;
  const onIssue = {
    report: actions.reportIssue,
    propose: actions.proposeResolution,
    close: actions.closeIssue,
  };
  return (
    <div className="grid gap-6">
      {reencryption !== null && (
        <ReencryptionPanel
          run={reencryption}
          waived={quarantine?.waived ?? 0}
          problemIsSaid={phase.problem !== null}
          controls={
            reencryption.control && (
              <>
                <JobControls control={reencryption.control} action={actions.control} />
                <JobProtection control={reencryption.control} action={actions.protect} />
              </>
            )
          }
          log={<NewestLog rotationId={page.rotationId} lines={reencryption.newestLines} />}
        />
      )}
      {verification !== null && <VerificationPanel verification={verification} />}
      {quarantine !== null && phase.problem === null && (
        <DeskNotice rotationId={page.rotationId} summary={quarantine} />
      )}
      {safety !== null && page.step.id === "safety-period" && (
        <SafetyPanel safety={safety} rotationId={page.rotationId} actions={onIssue} />
      )}
      {safety !== null && page.step.id !== "safety-period" && (
        <SafetySummary safety={safety} href={`/rotations/${page.rotationId}/steps/safety-period`} />
      )}
      {residue !== null && <ResidueList residue={residue} />}
      {escrow !== null && (
        <EscrowPanel escrow={escrow} mayDownload={phase.action !== null || !page.readOnly} />
      )}
    </div>
  );
}
