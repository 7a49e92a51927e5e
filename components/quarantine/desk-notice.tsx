import type { DeskSummaryView } from "#lib/domain/rotation/waiver-views.ts";
import { countText } from "../ui/count-text.ts";
import { Notice } from "../ui/notice.tsx";
import { DeskLink } from "./desk-link.tsx";

/** What the pages of re-encryption and verification say of cells that do not open. */
export function DeskNotice({ rotationId, summary }: { rotationId: string; summary: DeskSummaryView }) {
  const unresolved = summary.open + summary.proposed;
  const link = <DeskLink rotationId={rotationId} summary={summary} />;
  if (unresolved > 0) {
    return (
      <Notice
        kind="problem"
        title={`${countText(unresolved)} ${unresolved === 1 ? "cell does" : "cells do"} not open`}
        action={link}
      >
        Each is repaired in the platform or waived by two people, then this step is tried again.
      </Notice>
    );
  }
  return (
    <Notice
      kind="info"
      title={`${countText(summary.waived)} ${summary.waived === 1 ? "cell was" : "cells were"} waived by two people`}
      action={link}
    >
      They do not open with any key. They are counted apart, never as re-encrypted or verified.
    </Notice>
  );
}
