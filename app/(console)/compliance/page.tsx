import type { Metadata } from "next";
import { HistoryTable } from "#components/compliance/history-table.tsx";
import { LastFive } from "#components/compliance/last-five.tsx";
import { QuartersGrid } from "#components/compliance/quarters-grid.tsx";
import { RequirementsTable } from "#components/compliance/requirements-table.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { DownloadForm } from "#components/ui/download-form.tsx";
import { Section } from "#components/ui/section.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { web } from "#lib/runtime/web.ts";
import { LAST_FIVE_SQL, listHistory, listLastFive, listQuarters } from "#lib/views/history.ts";
import { listRequirements } from "#lib/views/requirements.ts";
import { recordView } from "./record-view.ts";

export const metadata: Metadata = { title: "Compliance" };

export default async function CompliancePage() {
  await recordView(await requireActor());
  const { db } = web();
  const [quarters, history, lastFive, requirements] = await Promise.all([
    listQuarters(db),
    listHistory(db),
    listLastFive(db),
    listRequirements(db),
  ]);
  return (
    <>
      <PageHeader
        title="Compliance"
        lead="What was rotated, when, by whom and with whose approval. That you looked is recorded too."
      />
      <Section title="Quarters">
        <p className="mb-3 max-w-prose text-sm text-muted">
          On time is a rotation completed from 14 days before the quarter’s date to seven days after it.
          Drills never count.
        </p>
        <QuartersGrid quarters={quarters} />
      </Section>
      <Section title="Rotation history" aside={<Exports />}>
        <HistoryTable rows={history} />
      </Section>
      <Section title="Last five rotations in audit_log">
        <LastFive rows={lastFive} sql={LAST_FIVE_SQL} />
      </Section>
      <Section title="Requirements">
        <p className="mb-3 max-w-prose text-sm text-muted">
          HIPAA itself demands no rotation of keys, every 90 days or at all: that is this organisation’s
          policy. These are the provisions of the Security Rule that the policy serves.
        </p>
        <RequirementsTable requirements={requirements} />
      </Section>
    </>
  );
}

function Exports() {
  const action = "/api/compliance/history";
  return (
    <div className="flex flex-wrap items-start gap-2 print:hidden">
      <DownloadForm action={action} label="CSV" fields={{ format: "csv" }} />
      <DownloadForm action={action} label="Markdown" fields={{ format: "markdown" }} />
    </div>
  );
}
