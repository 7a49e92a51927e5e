import type { Metadata } from "next";
import { AuditFilters } from "#components/audit/audit-filters.tsx";
import { AuditTable } from "#components/audit/audit-table.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { ExportForms } from "#components/ui/export-forms.tsx";
import { tableAddress } from "#components/ui/table-address.ts";
import { TablePages } from "#components/ui/table-pages.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { web } from "#lib/runtime/web.ts";
import { AUDIT_PAGE_SIZE, listAudit, listAuditChoices } from "#lib/views/audit.ts";
import { readAuditFilter } from "./read-audit-filter.ts";

export const metadata: Metadata = { title: "Audit log" };

const choice = (value: string) => ({ value, label: value });

interface AuditProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function AuditPage({ searchParams }: AuditProps) {
  await requireActor();
  const filter = readAuditFilter(await searchParams);
  const [{ events, total }, { actions, actors }] = await Promise.all([
    listAudit(web().db, filter),
    listAuditChoices(web().db),
  ]);
  const { page: _, ...values } = filter;
  const isOldest = filter.sort === "oldest";
  const sort = {
    href: tableAddress("/audit", values, { sort: isOldest ? "newest" : "oldest" }),
    order: isOldest ? "ascending" : "descending",
  } as const;
  return (
    <>
      <PageHeader
        title="Audit log"
        lead="Every action, approval and refusal. Times are UTC."
        aside={<ExportForms action="/api/audit/export" filter={values} />}
      />
      <AuditFilters values={values} actors={actors.map(choice)} actions={actions.map(choice)} />
      <AuditTable events={events} sort={sort} emptyAction={<ButtonLink href="/audit">Show all</ButtonLink>} />
      {events.length > 0 && (
        <TablePages
          label="Audit events"
          path="/audit"
          filter={{ ...filter }}
          pageSize={AUDIT_PAGE_SIZE}
          shown={events.length}
          total={total}
        />
      )}
    </>
  );
}
