import type { MonitorView } from "#lib/domain/rotation/live-views.ts";
import { classNames } from "../ui/class-names.ts";

type Reading = MonitorView["history"][number];

/** Height and fill tell the outcomes apart without colour: low, high, hollow. */
const BAR: Record<Reading["outcome"], string> = {
  pass: "h-2 bg-ok",
  fail: "h-4 bg-problem",
  unknown: "h-4 border border-wait bg-transparent",
};

const SHOWN = 48;

/** The newest readings of a monitor from left to right, the newest last; the sentence says the same for all of them. */
export function ReadingsStrip({ history }: { history: Reading[] }) {
  return (
    <div className="grid gap-1">
      <span aria-hidden="true" className="flex h-4 items-end gap-px">
        {history.slice(-SHOWN).map((reading) => (
          <span
            key={reading.at}
            className={classNames("w-1 shrink-0 forced-color-adjust-none", BAR[reading.outcome])}
          />
        ))}
      </span>
      <span className="text-xs text-muted">{summary(history)}</span>
    </div>
  );
}

function summary(history: Reading[]): string {
  const count = (outcome: Reading["outcome"]) =>
    history.filter((reading) => reading.outcome === outcome).length;
  const [failed, unknown] = [count("fail"), count("unknown")];
  const bad = [failed > 0 ? `${failed} failed` : "", unknown > 0 ? `${unknown} unknown` : ""];
  return [`${count("pass")} passed`, ...bad].filter(Boolean).join(", ");
}
