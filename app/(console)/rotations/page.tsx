import type { Metadata } from "next";
import { RotationTable } from "#components/rotation/rotation-table.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { web } from "#lib/runtime/web.ts";
import { listRotations } from "#lib/views/rotations.ts";

export const metadata: Metadata = { title: "Rotations" };

export default async function RotationsPage() {
  await requireActor();
  return (
    <>
      <PageHeader
        title="Rotations"
        lead="Every rotation, newest first. A new one starts from the overview."
      />
      <RotationTable caption="All rotations" rotations={await listRotations(web().db)} />
    </>
  );
}
