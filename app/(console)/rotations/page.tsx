import type { Metadata } from "next";
import { RotationTable } from "#components/rotation/rotation-table.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { hasRole } from "#lib/domain/actor.ts";
import { web } from "#lib/runtime/web.ts";
import { listRotations } from "#lib/views/rotations.ts";

export const metadata: Metadata = { title: "Rotations" };

export default async function RotationsPage() {
  const actor = await requireActor();
  const rotations = await listRotations(web().db);
  const mayStart = hasRole(actor, "security-engineer") && rotations.every((it) => it.finishedAt !== null);
  return (
    <>
      <PageHeader
        title="Rotations"
        lead="Every rotation, newest first."
        aside={mayStart ? <ButtonLink href="/rotations/new">New rotation</ButtonLink> : undefined}
      />
      <RotationTable caption="All rotations" rotations={rotations} />
    </>
  );
}
