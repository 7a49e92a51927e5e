/** Above `high` the job is held, below `low` it goes on. */
export interface Marks {
  high: number;
  low: number;
}

/** What protects the application while a job runs; null: that limit is off. */
export interface Throttle {
  /** Share of the time that the job works, in percent; the rest it rests. */
  dutyPercent: number | null;
  /** Seconds that the slowest replica may be behind. */
  lag: Marks | null;
  /** Milliseconds within which the application answers 95 of 100 requests. */
  p95: Marks | null;
  /** Percent of a table's rows that are dead: every cell that is written leaves one, until vacuum comes. */
  deadRows: Marks | null;
}

export const UNTHROTTLED: Throttle = { dutyPercent: null, lag: null, p95: null, deadRows: null };

/** Of one replica: how far it is behind, or that it is gone or cannot be seen. */
export interface ReplicaReading {
  name: string;
  lagSeconds: number | "gone" | "hidden";
}

/** Of the table with the largest share of dead rows. */
export interface DeadRows {
  table: string;
  percent: number;
  /** What keeps vacuum from removing them; null when nothing is known to. */
  keptBy: string | null;
  /** Whether the job's role may not see that. */
  hidden: boolean;
}

export interface Readings {
  replicas: readonly ReplicaReading[];
  /** `unknown`: there is no source, or it has not answered for a while. */
  p95Ms: number | "unknown";
  /** Null: no table has more of them than autovacuum leaves. */
  deadRows: DeadRows | null;
}

/** Why the job must not work now; null when it may. What cannot be measured holds it as well. */
export function reasonToHold(throttle: Throttle, readings: Readings, isHeld: boolean): string | null {
  return (
    lagReason(throttle.lag, readings.replicas, isHeld) ??
    p95Reason(throttle.p95, readings.p95Ms, isHeld) ??
    deadRowsReason(throttle.deadRows, readings.deadRows, isHeld)
  );
}

function lagReason(marks: Marks | null, replicas: readonly ReplicaReading[], isHeld: boolean): string | null {
  if (marks === null) return null;
  for (const { name, lagSeconds } of replicas) {
    if (lagSeconds === "gone") return `Replica ${name} is not connected any more.`;
    if (lagSeconds === "hidden")
      return `The job's role may not see how far replica ${name} is behind: grant it pg_monitor.`;
    if (isBeyond(marks, lagSeconds, isHeld))
      return `Replica ${name} is ${lagSeconds.toFixed(1)} s behind; ${limitText(marks, "s")}.`;
  }
  return null;
}

function p95Reason(marks: Marks | null, p95Ms: Readings["p95Ms"], isHeld: boolean): string | null {
  if (marks === null) return null;
  if (p95Ms === "unknown")
    return "The application's p95 is not known: its address does not answer, or none is set.";
  return isBeyond(marks, p95Ms, isHeld)
    ? `The application's p95 is ${Math.round(p95Ms)} ms; ${limitText(marks, "ms")}.`
    : null;
}

function deadRowsReason(marks: Marks | null, dead: DeadRows | null, isHeld: boolean): string | null {
  if (marks === null || dead === null || !isBeyond(marks, dead.percent, isHeld)) return null;
  const hidden = dead.hidden ? " (what keeps it from that is hidden: grant the job's role pg_monitor)" : "";
  const why = dead.keptBy ?? `vacuum has not removed them yet${hidden}`;
  return `Of ${dead.table} ${Math.round(dead.percent)} % of the rows are dead, and ${why}; ${limitText(marks, "%")}.`;
}

function isBeyond({ high, low }: Marks, value: number, isHeld: boolean): boolean {
  return value > (isHeld ? low : high);
}

function limitText({ high, low }: Marks, unit: string): string {
  return `it is held above ${high} ${unit} until below ${low} ${unit}`;
}

/** In words, for the log and the audit trail. */
export function throttleText({ dutyPercent, lag, p95, deadRows }: Throttle): string {
  const parts = [
    dutyPercent === null ? null : `works ${dutyPercent} % of the time`,
    lag === null ? null : `held above ${lag.high} s of replica lag until below ${lag.low} s`,
    p95 === null ? null : `held above a p95 of ${p95.high} ms until below ${p95.low} ms`,
    deadRows === null ? null : `held above ${deadRows.high} % dead rows until below ${deadRows.low} %`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? "no protection but its rate" : parts.join(", ");
}
