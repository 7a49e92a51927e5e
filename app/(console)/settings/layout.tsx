import type { ReactNode } from "react";
import { PageHeader } from "#components/shell/page-header.tsx";
import { SubNav } from "#components/shell/sub-nav.tsx";

const PAGES = [
  { href: "/settings/policy", label: "Policy" },
  { href: "/settings/contacts", label: "Contacts" },
  { href: "/settings/people", label: "People" },
  { href: "/settings/scope", label: "Scope" },
  { href: "/settings/integrations", label: "Integrations" },
];

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHeader
        title="Settings"
        lead="A security approver changes them; every change is in the audit log."
      />
      <SubNav label="Settings" items={PAGES} />
      {children}
    </>
  );
}
