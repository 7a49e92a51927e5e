import type { Actor } from "../domain/actor.ts";
import type { Duty } from "../domain/rotation/approvals.ts";
import type { Phase } from "../domain/rotation/step.ts";
import type { WaivableCheckView, WaiverView } from "../domain/rotation/waiver-views.ts";
import { type AnsweredCheck, isWaivable, standingWaiver, waivedBy } from "../domain/rotation/waivers.ts";
import { answers, isHeldUp, type WaiverRow, waiverView } from "./waivers.ts";

interface AnsweredRun {
  status: string;
  checks: readonly (AnsweredCheck & { label: string })[];
  waivers: readonly WaiverRow[];
}

/** Check id → who waived it as it is shown, and why. What the start was judged by stays waived when the epoch rises later. */
export function waivedAs(
  checks: Phase["checks"],
  {
    checks: answered,
    checkedBeforeStart,
    waivers,
  }: Omit<AnsweredRun, "status"> & { checkedBeforeStart: boolean },
  epoch: number,
): Map<string, string> {
  const counted = checkedBeforeStart ? waivers.map((waiver) => ({ ...waiver, epoch })) : waivers;
  return new Map(
    answered.flatMap((check) => {
      const waiver = standingWaiver(check, counted, { epoch, checks });
      return waiver ? [[check.checkId, waivedBy(waiver)] as const] : [];
    }),
  );
}

interface Look {
  viewer: Actor;
  duty: Duty | null;
  epoch: number;
  href: string;
  mayAct: boolean;
}

/** The waivers of one phase run, newest first, and the checks that this person may propose one for. */
export function checkWaivers(
  phase: Phase,
  run: AnsweredRun,
  { viewer, duty, epoch, href, mayAct }: Look,
): { waivers: WaiverView[]; waivable: WaivableCheckView[] } {
  const isWaiting = isHeldUp(run);
  const names = (waiver: WaiverRow) =>
    waiver.epoch === epoch && run.checks.some((check) => answers(check, waiver));
  const waivers = run.waivers.map((row) =>
    waiverView(row, viewer, { duty, href, isOutdated: !isWaiting || !names(row) }),
  );
  const live = run.waivers.filter((it) => (it.status === "open" || it.status === "approved") && names(it));
  const waivable = run.checks.flatMap(({ checkId, label, outcome, value }): WaivableCheckView[] => {
    if (outcome === "pass" || !isWaivable(phase.checks, checkId)) return [];
    if (live.some((it) => it.checkId === checkId)) return [];
    return [{ checkId, label, outcome: outcome === "fail" ? "fail" : "unknown", value }];
  });
  return { waivers, waivable: mayAct && isWaiting ? waivable : [] };
}
