import { type ReactNode, useId } from "react";
import type { PhaseView } from "#lib/domain/rotation/views.ts";
import { ApprovalState } from "../approval/approval-state.tsx";
import { Notice } from "../ui/notice.tsx";
import { Section } from "../ui/section.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { BlockerList } from "./blocker-list.tsx";
import { CheckTable } from "./check-table.tsx";
import { EvidenceList } from "./evidence-list.tsx";
import { FactList } from "./fact-list.tsx";
import { SecretDiff } from "./secret-diff.tsx";
import { StatusWord } from "./status-word.tsx";

interface PhasePanelProps {
  phase: PhaseView;
  /** The form of the one primary action; give its `describedBy` the id `blockersId(phase)`. */
  action?: ReactNode;
  /** A small form that runs the checks again. */
  rerun?: ReactNode;
  /** Progress of work that is running or has run. */
  live?: ReactNode;
  /** What it told other systems, and what became of that. */
  messages?: ReactNode;
  /** Waivers of its checks. */
  waivers?: ReactNode;
  /** Where a problem is dealt with. */
  problemAction?: ReactNode;
}

export function blockersId(phase: Pick<PhaseView, "id">): string {
  return `blockers-${phase.id}`;
}

/** Where the page's head leads to. */
export function actionId(phase: Pick<PhaseView, "id">): string {
  return `action-${phase.id}`;
}

const PLAN_TITLE: Partial<Record<PhaseView["status"], string>> = {
  "in-progress": "What runs",
  completed: "What ran",
};

export function PhasePanel({
  phase,
  action,
  rerun,
  live,
  messages,
  waivers,
  problemAction,
}: PhasePanelProps) {
  const id = useId();
  return (
    <article aria-labelledby={id} className="mb-8 border-t-2 border-text pt-4">
      <PhaseHeader phase={phase} id={id} />
      {phase.problem !== null && (
        <div className="mb-4">
          <Notice kind="problem" title="There is a problem" action={problemAction}>
            {phase.problem}
          </Notice>
        </div>
      )}
      {live !== undefined && live !== null && <div className="mb-6">{live}</div>}
      <PhaseIntent phase={phase} rerun={rerun} />
      {waivers}
      {(phase.blockers.length > 0 || action) && (
        <Section title="Action" level={3} layout="margin" id={actionId(phase)}>
          <div className="grid gap-3">
            {phase.blockers.length > 0 && <BlockerList id={blockersId(phase)} blockers={phase.blockers} />}
            {action}
          </div>
        </Section>
      )}
      {phase.approval !== null && (
        <Section title="Approval" level={3} layout="margin">
          <ApprovalState approval={phase.approval} />
        </Section>
      )}
      {messages !== undefined && (
        <Section title="Message" level={3} layout="margin">
          {messages}
        </Section>
      )}
      {phase.evidence.length > 0 && (
        <Section title="Evidence" level={3} layout="margin">
          <EvidenceList evidence={phase.evidence} />
        </Section>
      )}
    </article>
  );
}

function PhaseHeader({ phase, id }: { phase: PhaseView; id: string }) {
  return (
    <header className="mb-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <h2 id={id} className="text-lg font-semibold">
          {phase.title}
        </h2>
        <StatusWord status={phase.status} />
      </div>
      <p className="max-w-prose text-sm text-muted">{phase.summary}</p>
      {phase.gate !== null && <p className="mt-1 text-sm">{gateText(phase.gate)}</p>}
      {phase.startedAt !== null && (
        <p className="mt-1 text-sm text-muted">
          Started <Timestamp at={phase.startedAt} />
          {phase.startedBy !== null && ` by ${phase.startedBy}`}
          {phase.finishedAt !== null && (
            <>
              , finished <Timestamp at={phase.finishedAt} />
            </>
          )}
        </p>
      )}
    </header>
  );
}

/** "Gate A4: 2 other people approve, each after a fresh login." */
function gateText({ id, approversNeeded, stepUp }: NonNullable<PhaseView["gate"]>): string {
  const who = approversNeeded === 1 ? "another person approves" : `${approversNeeded} other people approve`;
  const fresh = stepUp ? ` after a login of the last five minutes${approversNeeded > 1 ? " each" : ""}` : "";
  return `Gate ${id}: ${who}${fresh}.`;
}

function PhaseIntent({ phase, rerun }: { phase: PhaseView; rerun: ReactNode }) {
  return (
    <>
      {(phase.checks.length > 0 || phase.checksRunning) && (
        <Section
          title="Checks"
          level={3}
          layout="margin"
          aside={phase.checksRunning ? <output className="text-xs text-muted">Checking now …</output> : rerun}
        >
          {phase.checks.length === 0 ? (
            <p className="text-sm text-muted">The first results are on their way.</p>
          ) : (
            <>
              {phase.checkedBeforeStart && (
                <p className="mb-2 text-sm text-muted">Checked again just before the start.</p>
              )}
              <CheckTable caption={`Checks of ${phase.title}`} checks={phase.checks} />
            </>
          )}
        </Section>
      )}
      {phase.plan.length > 0 && (
        <Section title={PLAN_TITLE[phase.status] ?? "What will run"} level={3} layout="margin">
          <FactList facts={phase.plan} />
        </Section>
      )}
      {phase.diff.length > 0 && (
        <Section title="Change to the secret" level={3} layout="margin">
          <SecretDiff entries={phase.diff} />
        </Section>
      )}
    </>
  );
}
