import type { Metadata } from "next";
import { AuditFilters } from "#components/audit/audit-filters.tsx";
import { AuditTable } from "#components/audit/audit-table.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
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
  const first = (filter.page - 1) * AUDIT_PAGE_SIZE + 1;
  const last = first + events.length - 1;
  const { page, ...values } = filter;
  const hrefOf = (target: number) => `/audit?${new URLSearchParams({ ...values, page: String(target) })}`;
  return (
    <>
      <PageHeader title="Audit log" lead="Every action, approval and refusal, newest first." />
      <AuditFilters values={values} actors={actors.map(choice)} actions={actions.map(choice)} />
      <AuditTable events={events} emptyAction={<ButtonLink href="/audit">Show all</ButtonLink>} />
      {events.length > 0 && (
        <Pagination
          label="Audit events"
          range={`${first}–${last} of ${total.toLocaleString("en")}`}
          previousHref={page > 1 ? hrefOf(page - 1) : null}
          nextHref={last < total ? hrefOf(page + 1) : null}
        />
      )}
    </>
  );
}
