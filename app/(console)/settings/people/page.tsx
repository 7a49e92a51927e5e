import type { Metadata } from "next";
import { PeopleTable } from "#components/settings/people-table.tsx";
import { Section } from "#components/ui/section.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { ROLE_TITLES } from "#lib/domain/actor.ts";
import { web } from "#lib/runtime/web.ts";
import { listPeople } from "#lib/views/settings.ts";

export const metadata: Metadata = { title: "People" };

export default async function PeoplePage() {
  await requireActor();
  return (
    <Section title="People">
      <p className="mb-3 max-w-prose text-sm text-muted">
        Everybody who ever signed in. Roles are groups of the company directory and are changed there; they
        take effect at the next sign-in.
      </p>
      <PeopleTable people={await listPeople(web().db)} titles={ROLE_TITLES} />
    </Section>
  );
}
