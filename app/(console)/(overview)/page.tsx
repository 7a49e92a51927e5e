import type { Metadata } from "next";
import { OutageList } from "#components/integration/outage-list.tsx";
import { ActiveRotation } from "#components/overview/active-rotation.tsx";
import { ApprovalsWaiting } from "#components/overview/approvals-waiting.tsx";
import { EncryptionHealth } from "#components/overview/encryption-health.tsx";
import { KeyHero } from "#components/overview/key-hero.tsx";
import { LastRotations } from "#components/overview/last-rotations.tsx";
import { Obligations } from "#components/overview/obligations.tsx";
import { PendingRotation } from "#components/schedule/pending-rotation.tsx";
import { SchedulerSilent } from "#components/schedule/scheduler-silent.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { hasRole } from "#lib/domain/actor.ts";
import { web } from "#lib/runtime/web.ts";
import { listOpenApprovals } from "#lib/views/approvals.ts";
import { findEncryptionHealth } from "#lib/views/encryption-health.ts";
import { listOutages } from "#lib/views/integrations.ts";
import { listObligations } from "#lib/views/obligations.ts";
import { findAdoption, findCurrentKey } from "#lib/views/overview.ts";
import { listRotations } from "#lib/views/rotations.ts";
import { findScheduler } from "#lib/views/schedule-watch.ts";
import { listOpenWaivers } from "#lib/views/waivers.ts";
import { AdoptionSection } from "./adoption-section.tsx";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage() {
  const actor = await requireActor();
  const { db, hourMs } = web();
  const [key, adoption, health, rotations, approvals, waivers, obligations, outages, scheduler] =
    await Promise.all([
      findCurrentKey(db),
      findAdoption(db),
      findEncryptionHealth(db),
      listRotations(db),
      listOpenApprovals(db, actor),
      listOpenWaivers(db, actor),
      listObligations(db, hourMs),
      listOutages(db),
      findScheduler(db),
    ]);
  const active = rotations.find((rotation) => rotation.finishedAt === null) ?? null;
  const mayStart = key !== null && hasRole(actor, "security-engineer");
  const start = mayStart ? (
    <ButtonLink href="/rotations/new" variant="primary">
      Start rotation to V{key.nextVersion}
    </ButtonLink>
  ) : undefined;
  return (
    <>
      <PageHeader title="Overview" />
      <SchedulerSilent scheduler={scheduler} />
      <OutageList outages={outages} />
      {adoption !== null && <AdoptionSection adoption={adoption} actor={actor} />}
      {key !== null && <KeyHero current={key} />}
      {key !== null && (
        <ActiveRotation rotation={active} emptyAction={start}>
          <PendingRotation next={key.next} />
        </ActiveRotation>
      )}
      <div className="grid gap-x-10 lg:grid-cols-2">
        <ApprovalsWaiting approvals={approvals} waivers={waivers} />
        <EncryptionHealth checks={health} />
      </div>
      <Obligations obligations={obligations} />
      <LastRotations rotations={rotations.slice(0, 5)} />
    </>
  );
}
