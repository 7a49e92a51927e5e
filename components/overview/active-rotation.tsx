import type { ReactNode } from "react";
import type { RotationSummaryView } from "#lib/domain/rotation/views.ts";
import { Bitting } from "../rotation/bitting.tsx";
import { OpenIssues } from "../rotation/open-issues.tsx";
import { StatusWord } from "../rotation/status-word.tsx";
import { stepPosition } from "../rotation/step-position.ts";
import { VersionChange } from "../rotation/version-change.tsx";
import { ButtonLink } from "../ui/button-link.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { Panel, type PanelProblem } from "./panel.tsx";

interface ActiveRotationProps {
  rotation: RotationSummaryView | null;
  problem?: PanelProblem | null;
  /** Offered when none is active, to those who may start one. */
  emptyAction?: ReactNode;
  /** Shown when none is active: the one that is pending. */
  children?: ReactNode;
}

export function ActiveRotation({ rotation, problem, emptyAction, children }: ActiveRotationProps) {
  return (
    <Panel
      title="Active rotation"
      problem={problem}
      aside={rotation === null ? undefined : <StatusWord status={rotation.status} />}
    >
      {rotation === null ? (
        <div className="grid gap-3">
          {children}
          <EmptyState title="No rotation is active" action={emptyAction}>
            The next one appears here as soon as somebody starts it.
          </EmptyState>
        </div>
      ) : (
        <>
          <OpenIssues rotationId={rotation.id} count={rotation.openIssues} />
          <Running rotation={rotation} />
        </>
      )}
    </Panel>
  );
}

function Running({ rotation }: { rotation: RotationSummaryView }) {
  const { currentStep: step, rail } = rotation;
  return (
    <div className="grid items-start gap-x-10 gap-y-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto]">
      <div>
        <p className="font-medium">
          <span className="mr-4 font-mono">{rotation.id}</span>
          <VersionChange from={rotation.oldVersion} to={rotation.newVersion} />
        </p>
        <p className="text-sm">
          {step === null ? "All steps are done" : `${stepPosition(step, rail)} · ${step.title}`}
        </p>
        <p className="text-sm text-muted">
          Started <Timestamp at={rotation.startedAt} /> by {rotation.startedBy.name}
        </p>
      </div>
      <Bitting rail={rail} />
      <ButtonLink variant="primary" href={step === null ? `/rotations/${rotation.id}` : step.href}>
        Continue
      </ButtonLink>
    </div>
  );
}
