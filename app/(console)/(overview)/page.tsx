import type { Metadata } from "next";
import { ActiveRotation } from "#components/overview/active-rotation.tsx";
import { ApprovalsWaiting } from "#components/overview/approvals-waiting.tsx";
import { EncryptionHealth } from "#components/overview/encryption-health.tsx";
import { KeyHero } from "#components/overview/key-hero.tsx";
import { LastRotations } from "#components/overview/last-rotations.tsx";
import { ActionForm } from "#components/rotation/action-form.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { hasRole } from "#lib/domain/actor.ts";
import { web } from "#lib/runtime/web.ts";
import { listApprovals } from "#lib/views/approvals.ts";
import { findAdoption, findCurrentKey, findEncryptionHealth } from "#lib/views/overview.ts";
import { listRotations } from "#lib/views/rotations.ts";
import { createRotationAction } from "./actions.ts";
import { AdoptionSection } from "./adoption-section.tsx";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage() {
  const actor = await requireActor();
  const { db } = web();
  const [key, adoption, health, rotations, approvals] = await Promise.all([
    findCurrentKey(db),
    findAdoption(db),
    findEncryptionHealth(db),
    listRotations(db),
    listApprovals(db, actor),
  ]);
  const active = rotations.find((rotation) => rotation.finishedAt === null) ?? null;
  const mayStart = key !== null && hasRole(actor, "security-engineer");
  const start = mayStart ? (
    <ActionForm action={createRotationAction} label={`Start rotation to V${key.version + 1}`} />
  ) : undefined;
  return (
    <>
      <PageHeader title="Overview" />
      {adoption !== null && <AdoptionSection adoption={adoption} actor={actor} />}
      {key !== null && <KeyHero current={key} />}
      {key !== null && <ActiveRotation rotation={active} emptyAction={start} />}
      <div className="grid gap-x-10 lg:grid-cols-2">
        <ApprovalsWaiting approvals={approvals.filter((approval) => approval.status === "open")} />
        <EncryptionHealth checks={health} />
      </div>
      <LastRotations rotations={rotations.slice(0, 5)} />
    </>
  );
}
