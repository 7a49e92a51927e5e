import Link from "next/link";
import type { DeskSummaryView } from "#lib/domain/rotation/waiver-views.ts";
import { countText } from "../ui/count-text.ts";

/** The way to the quarantine desk, with what waits there. */
export function DeskLink({ rotationId, summary }: { rotationId: string; summary: DeskSummaryView | null }) {
  return (
    <Link
      href={summary?.href ?? `/rotations/${rotationId}/quarantine`}
      className="inline-flex min-h-6 items-center text-sm text-accent underline underline-offset-3"
    >
      {summary === null ? "No cell is quarantined" : `Quarantine: ${wordsOf(summary)}`}
    </Link>
  );
}

function wordsOf({ open, proposed, waived }: DeskSummaryView): string {
  return [
    open > 0 && `${countText(open)} open`,
    proposed > 0 && `${countText(proposed)} with a waiver proposed`,
    waived > 0 && `${countText(waived)} waived`,
  ]
    .filter(Boolean)
    .join(", ");
}
