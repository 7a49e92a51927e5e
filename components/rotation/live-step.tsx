"use client";

import { useQuery } from "@tanstack/react-query";
import type { StepScreenView } from "#lib/domain/rotation/views.ts";
import { OutageList } from "../integration/outage-list.tsx";
import { ContactList } from "../settings/contact-list.tsx";
import { Notice } from "../ui/notice.tsx";
import { Section } from "../ui/section.tsx";
import { CancelRotation } from "./cancel-rotation.tsx";
import { NextStep } from "./next-step.tsx";
import type { PhaseActions } from "./phase-controls.tsx";
import { StagePanels } from "./stage-panels.tsx";
import { StageRail } from "./stage-rail.tsx";
import { StepHeader } from "./step-header.tsx";
import { StepLayout } from "./step-layout.tsx";
import { WorkerSilence } from "./worker-silence.tsx";

interface LiveStepProps {
  initial: StepScreenView;
  actions: PhaseActions;
}

const WHILE_RUNNING_MS = 1_000;
const ANSWER_WITHIN_MS = 10_000;

/** The page of a step, kept as the server knows it. An action waits for the server; then this shows its answer. */
export function LiveStep({ initial, actions }: LiveStepProps) {
  const { rotationId, step } = initial.page;
  const { data, isError } = useQuery({
    queryKey: ["step", rotationId, step.id],
    queryFn: () => fetchScreen(rotationId, step.id),
    initialData: initial,
    refetchInterval: (query) => (isMoving(query.state.data) ? WHILE_RUNNING_MS : false),
  });
  const { page, rail } = data;
  const cancellable = page.phases.find((phase) => phase.mayCancel);
  return (
    <StepLayout rail={<StageRail items={rail} currentId={page.step.id} />}>
      <StepHeader page={page} rail={rail} />
      {isError && (
        <Notice kind="wait" title="This page may be out of date">
          The console does not answer, or your session has ended. It tries again by itself; reload to sign in.
        </Notice>
      )}
      <WorkerSilence since={data.workerSilence} />
      <OutageList outages={data.outages} />
      <StagePanels screen={data} actions={actions} />
      {data.contacts !== null && (
        <Section title="Whom to turn to" layout="margin">
          <ContactList contacts={data.contacts} />
        </Section>
      )}
      {cancellable && <CancelRotation phase={cancellable} action={actions.cancel} />}
      {page.next && <NextStep next={page.next} />}
    </StepLayout>
  );
}

function isMoving(screen: StepScreenView | undefined): boolean {
  return screen?.page.phases.some((phase) => phase.status === "in-progress" || phase.checksRunning) ?? false;
}

async function fetchScreen(rotationId: string, stepId: string): Promise<StepScreenView> {
  const response = await fetch(`/api/rotations/${rotationId}/steps/${stepId}`, {
    cache: "no-store",
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (!response.ok) throw new Error(`The console answered ${response.status}.`);
  return (await response.json()) as StepScreenView;
}
