import type { Metadata } from "next";
import { RegistryTable } from "#components/settings/registry-table.tsx";
import { Section } from "#components/ui/section.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { web } from "#lib/runtime/web.ts";
import { listRegistry } from "#lib/views/settings.ts";

export const metadata: Metadata = { title: "Scope" };

export default async function ScopePage() {
  await requireActor();
  return (
    <Section title="Registered columns">
      <p className="mb-3 max-w-prose text-sm text-muted">
        The checklist of every rotation compares this register with the platform’s catalogue: a binary column
        that nobody classified stops the rotation before it starts.
      </p>
      <RegistryTable columns={await listRegistry(web().db)} />
    </Section>
  );
}
