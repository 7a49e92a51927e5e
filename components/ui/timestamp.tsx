"use client";

import { useClock } from "./clock.tsx";
import { relativeTime } from "./relative-time.ts";
import { Tooltip } from "./tooltip.tsx";
import { utcTime } from "./utc-time.ts";

interface TimestampProps {
  at: string;
  /** `relative` keeps the absolute time in a tooltip and on paper, `absolute` shows it. */
  mode?: "relative" | "absolute";
}

export function Timestamp({ at, mode = "relative" }: TimestampProps) {
  const relative = useClock((now) => relativeTime(Date.parse(at), now));
  if (mode === "absolute") {
    return (
      <time dateTime={at} title={relative} className="whitespace-nowrap">
        {utcTime(at)}
      </time>
    );
  }
  return (
    <Tooltip
      content={<AbsoluteTimes at={at} />}
      trigger={
        <button
          type="button"
          className="-my-0.5 py-0.5 leading-5 whitespace-nowrap underline decoration-line-strong decoration-dotted underline-offset-3"
        >
          <time dateTime={at}>{relative}</time>
          <span className="sr-only print:not-sr-only">, {utcTime(at)}</span>
        </button>
      }
    />
  );
}

function AbsoluteTimes({ at }: { at: string }) {
  const local = new Intl.DateTimeFormat(undefined, {
    dateStyle: "medium",
    timeStyle: "long",
    hourCycle: "h23",
  });
  return (
    <>
      <span className="block">{utcTime(at)}</span>
      <span className="block text-muted">{local.format(new Date(at))}</span>
    </>
  );
}
