import type { ReactNode } from "react";
import type { ReencryptionView } from "#lib/domain/rotation/live-views.ts";
import { countText } from "../ui/count-text.ts";
import { duration } from "../ui/duration.ts";
import { LiveRegion } from "../ui/live-region.tsx";
import { Notice } from "../ui/notice.tsx";
import { Progress } from "../ui/progress.tsx";
import { ColumnProgressTable } from "./column-progress-table.tsx";
import { Elapsed } from "./elapsed.tsx";
import { type Figure, Figures } from "./figures.tsx";
import { HeartbeatAge } from "./heartbeat-age.tsx";
import { RateChart } from "./rate-chart.tsx";
import { reencryptionOutcome } from "./reencryption-outcome.ts";
import { type ReencryptionTotals, reencryptionTotals } from "./reencryption-totals.ts";
import { StatusWord } from "./status-word.tsx";

const SILENCE_SECONDS = 60;

interface ReencryptionPanelProps {
  run: ReencryptionView;
  /** Pause, resume and cancel, for those who may. */
  controls?: ReactNode;
  log?: ReactNode;
  /** The phase says already what went wrong. */
  problemIsSaid?: boolean;
  /** Quarantined cells that two people waived. */
  waived?: number;
}

export function ReencryptionPanel({
  run,
  controls,
  log,
  problemIsSaid = false,
  waived = 0,
}: ReencryptionPanelProps) {
  const totals = reencryptionTotals(run.columns);
  const outcome = reencryptionOutcome(run, waived);
  return (
    <div className="grid gap-4">
      <div className="grid gap-2">
        <p className="flex flex-wrap items-baseline justify-between gap-x-6">
          <span className="font-medium">{outcome.sentence}</span>
          {outcome.status !== "in-progress" && <StatusWord status={outcome.status} />}
        </p>
        <Progress
          label="All encrypted columns, settled"
          done={totals.settled}
          total={totals.total}
          tone={outcome.problem === null ? "accent" : "problem"}
        />
        <LiveRegion message={announcement(outcome.status === "in-progress", totals, outcome.sentence)} />
      </div>
      {outcome.problem !== null && !problemIsSaid && <Notice kind="problem">{outcome.problem}</Notice>}
      <Figures figures={figuresOf(run, totals)} />
      {controls}
      {log}
      <ColumnProgressTable columns={run.columns} />
      <RateChart points={run.rateHistory} running={isRunning(run)} />
    </div>
  );
}

function isRunning({ status }: ReencryptionView): boolean {
  return status === "running" || status === "queued";
}

/** Spoken at every quarter, not at every refresh. */
function announcement(running: boolean, totals: ReencryptionTotals, sentence: string): string {
  if (!running) return sentence;
  const quarters = totals.total === 0 ? 4 : Math.min(4, Math.floor((totals.settled / totals.total) * 4));
  return quarters === 0 ? "Re-encryption is running" : `Re-encryption: ${quarters * 25} percent`;
}

function figuresOf(run: ReencryptionView, totals: ReencryptionTotals): Figure[] {
  const running = isRunning(run);
  return [
    {
      label: "Cells per second, last 30 s",
      value: run.cellsPerSecond === null ? "–" : countText(Math.round(run.cellsPerSecond)),
    },
    {
      label: "Time left at that rate",
      value: running ? (run.etaSeconds === null ? "measuring" : duration(run.etaSeconds)) : "–",
    },
    { label: "Elapsed", value: <Elapsed from={run.startedAt} to={run.finishedAt} /> },
    {
      label: "Heartbeat",
      value: running ? <HeartbeatAge at={run.heartbeatAt} warnAfter={SILENCE_SECONDS} /> : "–",
    },
    { label: "Batches done", value: countText(run.batches) },
    { label: "Rows per batch", value: countText(run.batchSize) },
    { label: "Raced by the application", value: countText(totals.raced) },
    {
      label: "Quarantined",
      value: (
        <span className={totals.quarantined > 0 ? "text-problem" : ""}>{countText(totals.quarantined)}</span>
      ),
    },
  ];
}
