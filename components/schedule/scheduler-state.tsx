import type { SchedulerView } from "#lib/domain/schedule/schedule-views.ts";
import { KeyValue } from "../ui/key-value.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

/** Who watches the calendar, and who watches them. */
export function SchedulerState({ scheduler }: { scheduler: SchedulerView }) {
  const { passedAt, silent, silentAfterS, outside } = scheduler;
  return (
    <KeyValue
      items={[
        {
          label: "Looked at the calendar",
          value: (
            <span className={silent ? "font-medium text-problem" : undefined}>
              {passedAt === null ? "never" : <Timestamp at={passedAt} />}
              {silent && ", silent"}
            </span>
          ),
        },
        {
          label: "Counts as silent",
          value: `after ${silentAfterS} seconds; then the overview is red and /api/health answers 503`,
        },
        { label: "Check from outside", value: <Outside outside={outside} /> },
      ]}
    />
  );
}

function Outside({ outside }: Pick<SchedulerView, "outside">) {
  if (outside === null) return "none (DEADMAN_URL)";
  return (
    <>
      {outside.problem !== null && <span className="font-medium text-problem">{outside.problem} </span>}
      {outside.pingedAt === null ? "never pinged" : "last pinged "}
      {outside.pingedAt !== null && <Timestamp at={outside.pingedAt} />}
    </>
  );
}
