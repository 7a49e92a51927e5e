import { isUnderWay } from "../domain/rotation/resumption.ts";

interface CheckedRun<Check> {
  status: string;
  startedAt: Date | null;
  effectBegunAt: Date | null;
  /** Of every moment. */
  checks: readonly Check[];
}

/**
 * The results that a phase rests on: what was judged just before its effect once that began, what was inspected last
 * otherwise. A phase that failed, or is tried again and not judged yet, shows its inspection.
 */
export function shownChecks<Check extends { moment: string }>({
  checks,
  ...run
}: CheckedRun<Check>): { checks: Check[]; checkedBeforeStart: boolean } {
  const hasBegun =
    run.status === "completed" || (["running", "superseded"].includes(run.status) && isUnderWay(run));
  const judged = hasBegun ? checks.filter(({ moment }) => moment === "perform") : [];
  return judged.length > 0
    ? { checks: judged, checkedBeforeStart: true }
    : { checks: checks.filter(({ moment }) => moment === "inspection"), checkedBeforeStart: false };
}
