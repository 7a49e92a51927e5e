import { TriangleAlert } from "lucide-react";
import type { NextRotationView } from "#lib/domain/schedule/schedule-views.ts";
import { CodeChip } from "../ui/code-chip.tsx";
import { IconText } from "../ui/icon-text.tsx";
import { KeyValue } from "../ui/key-value.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { KeyAge } from "./key-age.tsx";

export interface CurrentKeyView {
  version: number;
  fingerprint: string;
  activatedAt: string;
  dueAt: string;
  next: NextRotationView;
}

export function KeyHero({ current }: { current: CurrentKeyView }) {
  return (
    <section
      aria-label="Current key"
      className="grid items-start gap-x-10 gap-y-5 border-t-2 border-text py-5 sm:grid-cols-[auto_minmax(0,1fr)] lg:grid-cols-[auto_minmax(0,1fr)_minmax(0,1fr)]"
    >
      <div>
        <p className="text-sm text-muted">Current key</p>
        <p className="font-mono text-2xl font-semibold tracking-tight">V{current.version}</p>
      </div>
      <KeyValue
        items={[
          {
            label: "Fingerprint",
            value: <CodeChip value={current.fingerprint} copyLabel="Copy fingerprint" />,
          },
          { label: "In use since", value: <Timestamp at={current.activatedAt} mode="absolute" /> },
          {
            label: "90 days end",
            value: (
              <>
                {current.next.policyDay}, <Timestamp at={current.dueAt} />
              </>
            ),
          },
          { label: "Calendar", value: `${current.next.calendarDay} (${current.next.quarter})` },
          { label: "Next rotation", value: <Proposal next={current.next} /> },
        ]}
      />
      <div className="sm:col-start-2 lg:col-start-3">
        <KeyAge activatedAt={current.activatedAt} dueAt={current.dueAt} />
        {current.next.overdue !== null && (
          <p className="mt-2 text-sm text-problem">
            <IconText icon={TriangleAlert}>{current.next.overdue}</IconText>
          </p>
        )}
      </div>
    </section>
  );
}

function Proposal({ next }: { next: NextRotationView }) {
  return (
    <>
      <span className="font-medium">{next.date}</span>
      {next.conflict !== null && <span className="block text-muted">{next.conflict}</span>}
    </>
  );
}
