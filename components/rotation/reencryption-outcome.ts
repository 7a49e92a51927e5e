import type { ReencryptionView } from "#lib/domain/rotation/live-views.ts";
import type { StatusWord } from "#lib/domain/rotation/views.ts";
import { countText } from "../ui/count-text.ts";
import { reencryptionTotals } from "./reencryption-totals.ts";

export interface ReencryptionOutcome {
  status: StatusWord;
  sentence: string;
  /** What is wrong and what to do; null when nothing is. */
  problem: string | null;
}

const RUNNING = new Set<ReencryptionView["status"]>(["queued", "running"]);

/** A run with unexplained cells, or quarantined ones that nobody waived, is a problem, whatever its status says. */
export function reencryptionOutcome(view: ReencryptionView, waived = 0): ReencryptionOutcome {
  const { total, settled, quarantined, unexplained } = reencryptionTotals(view.columns);
  const apart = waived > 0 ? ` · ${countText(waived)} waived by two people` : "";
  const percent = total === 0 ? 100 : Math.min(100, Math.floor((settled / total) * 100));
  const cells = `${countText(settled)} of ${countText(total)} cells settled`;
  const running = RUNNING.has(view.status);
  // The ledger's figure and the gap between the counts are two views of one thing: the larger one is shown.
  const missing = running ? 0 : Math.max(unexplained, total - settled);
  const problem = trouble(view, { quarantined, waived }, missing);

  if (view.status === "queued") return { status: "waiting", sentence: "Waiting for a worker", problem };
  if (running && view.control?.wish === "pause")
    return { status: "waiting", sentence: `Paused · ${percent}% · ${cells}`, problem };
  if (running && view.control !== null && view.control.heldFor !== null)
    return { status: "waiting", sentence: `Held back · ${percent}% · ${cells}`, problem };
  if (running) return { status: "in-progress", sentence: `${percent}% · ${cells}`, problem };
  if (problem !== null) return { status: "problem", sentence: `Ended with a problem · ${cells}`, problem };
  return { status: "completed", sentence: `All cells settled · ${cells}${apart}`, problem };
}

function trouble(
  view: ReencryptionView,
  { quarantined, waived }: { quarantined: number; waived: number },
  missing: number,
): string | null {
  const open = quarantined - waived;
  const found = [
    view.status === "failed" ? "The run failed. What was done is kept; start it again to resume." : null,
    view.status === "cancelled" ? "The run was cancelled. Start it again to resume where it stopped." : null,
    open > 0
      ? `${counted(open, "cell does", "cells do")} not open and ${open === 1 ? "is" : "are"} in quarantine, unchanged. The old key cannot be retired while one is open.`
      : null,
    missing > 0 && view.status !== "cancelled" && view.status !== "failed"
      ? `${counted(missing, "cell is", "cells are")} not accounted for in the ledger. Run the re-encryption again.`
      : null,
    view.status === "completed-with-quarantine" && quarantined === 0
      ? "The run reported cells in quarantine. Look at the quarantine before going on."
      : null,
  ].filter((text) => text !== null);
  return found.length === 0 ? null : found.join(" ");
}

function counted(count: number, one: string, many: string): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}
