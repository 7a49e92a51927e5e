import type { SchedulerView } from "#lib/domain/schedule/schedule-views.ts";
import { Notice } from "../ui/notice.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

/** Says in red that nobody looks at the calendar. Shows nothing while somebody does. */
export function SchedulerSilent({ scheduler }: { scheduler: SchedulerView }) {
  if (!scheduler.silent) return null;
  return (
    <Notice kind="problem" title="The scheduler is silent">
      {scheduler.passedAt === null ? (
        "It has never looked at the calendar. "
      ) : (
        <>
          It looked at the calendar last <Timestamp at={scheduler.passedAt} />.{" "}
        </>
      )}
      No reminder and no alarm is sent until a worker runs. Start one, or look at its log.
    </Notice>
  );
}
