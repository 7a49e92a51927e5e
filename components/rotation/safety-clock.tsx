import type { SafetyView } from "#lib/domain/rotation/live-views.ts";
import { Countdown } from "../ui/countdown.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

/** When the period began and when it ends, on the database's clock. */
export function SafetyClock({ safety }: { safety: SafetyView }) {
  return (
    <span className="text-sm">
      Began <Timestamp at={safety.startedAt} mode="absolute" />
      {safety.renewedAt !== null && (
        <>
          , and anew after a repeated re-encryption <Timestamp at={safety.renewedAt} mode="absolute" />
        </>
      )}
      .{" "}
      {safety.isOver ? (
        <>
          Its time was over <Timestamp at={safety.endsAt} mode="absolute" />.
        </>
      ) : (
        <Countdown until={safety.endsAt} endedLabel="Its time is over" />
      )}
    </span>
  );
}
