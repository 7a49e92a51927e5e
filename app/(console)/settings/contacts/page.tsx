import type { Metadata } from "next";
import { ActionForm } from "#components/rotation/action-form.tsx";
import { ContactFields } from "#components/settings/contact-fields.tsx";
import { ContactList } from "#components/settings/contact-list.tsx";
import { SavedBy } from "#components/settings/saved-by.tsx";
import { Section } from "#components/ui/section.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { hasRole } from "#lib/domain/actor.ts";
import { web } from "#lib/runtime/web.ts";
import { findContacts } from "#lib/views/settings.ts";
import { saveContactsAction } from "../actions.ts";

export const metadata: Metadata = { title: "Contacts" };

export default async function ContactsPage() {
  const actor = await requireActor();
  const { value, version, ...saved } = await findContacts(web().db);
  return (
    <>
      <Section title="Whom to turn to" layout="margin">
        {hasRole(actor, "security-approver") ? (
          <ActionForm
            action={saveContactsAction}
            label="Save the contacts"
            hidden={{ version: String(version) }}
          >
            <ContactFields contacts={value} />
          </ActionForm>
        ) : (
          <ContactList contacts={value} />
        )}
      </Section>
      <SavedBy {...saved} />
    </>
  );
}
