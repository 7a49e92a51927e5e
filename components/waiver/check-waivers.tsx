import type { PhaseView } from "#lib/domain/rotation/views.ts";
import { Section } from "../ui/section.tsx";
import { ProposeWaiver } from "./propose-waiver.tsx";
import type { WaiverActions } from "./waiver-actions.ts";
import { WaiverItem } from "./waiver-item.tsx";

interface CheckWaiversProps {
  phase: Pick<PhaseView, "runId" | "waivers" | "waivable">;
  actions: WaiverActions;
}

/** Waivers of the phase's checks. Most checks cannot be waived by anybody. */
export function CheckWaivers({ phase: { runId, waivers, waivable }, actions }: CheckWaiversProps) {
  if (waivers.length === 0 && waivable.length === 0) return null;
  return (
    <Section title="Waivers" level={3} layout="margin">
      <div className="grid gap-3">
        {waivable.map(({ checkId, label, outcome, value }) => (
          <div key={checkId} className="text-sm">
            <p>
              {label}: {value}. This check does not protect the data itself, so two people may waive it.
            </p>
            <ProposeWaiver
              actions={actions}
              what={label}
              subject={{ kind: "check", phaseRunId: runId ?? "", checkId, outcome, value }}
            />
          </div>
        ))}
        {waivers.map((waiver) => (
          <WaiverItem key={waiver.id} waiver={waiver} actions={actions} withSubject />
        ))}
      </div>
    </Section>
  );
}
