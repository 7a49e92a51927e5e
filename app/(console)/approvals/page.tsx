import type { Metadata } from "next";
import { ApprovalFilters } from "#components/approval/approval-filters.tsx";
import { ApprovalQueue } from "#components/approval/approval-queue.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import type { ColumnSort } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportForms } from "#components/ui/export-forms.tsx";
import { Section } from "#components/ui/section.tsx";
import { tableAddress } from "#components/ui/table-address.ts";
import { TablePages } from "#components/ui/table-pages.tsx";
import { WaiversWaiting } from "#components/waiver/waivers-waiting.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { phasesInOrder } from "#lib/domain/rotation/procedure.ts";
import { web } from "#lib/runtime/web.ts";
import { APPROVALS_PAGE_SIZE, type ApprovalFilter, searchApprovals } from "#lib/views/approval-search.ts";
import { listOpenWaivers } from "#lib/views/waivers.ts";
import { readApprovalFilter } from "./read-approval-filter.ts";

export const metadata: Metadata = { title: "Approvals" };

const GATES = phasesInOrder().flatMap(({ phase }) => (phase.gate ? [phase.gate.id] : []));

interface ApprovalsProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ApprovalsPage({ searchParams }: ApprovalsProps) {
  const actor = await requireActor();
  const { db } = web();
  const filter = readApprovalFilter(await searchParams);
  const { page, ...values } = filter;
  const [{ approvals, total }, waivers] = await Promise.all([
    searchApprovals(db, actor, filter),
    listOpenWaivers(db, actor),
  ]);
  const isFiltered = values.status !== "" || values.gate !== "" || values.q !== "" || page > 1;
  return (
    <>
      <PageHeader
        title="Approvals"
        lead="Requests to pass a gate. Nobody decides on their own request."
        aside={
          total > 0 || isFiltered ? <ExportForms action="/api/approvals/export" filter={values} /> : undefined
        }
      />
      {waivers.length > 0 && (
        <Section title="Waivers waiting for a decision">
          <WaiversWaiting waivers={waivers} />
        </Section>
      )}
      {(total > 0 || isFiltered) && <ApprovalFilters values={values} gates={GATES} />}
      {approvals.length === 0 && isFiltered ? (
        <EmptyState
          title="No request fits this filter"
          action={<ButtonLink href="/approvals">Show all</ButtonLink>}
        >
          Another status, gate or rotation may have some.
        </EmptyState>
      ) : (
        <ApprovalQueue caption="Approval requests" approvals={approvals} sorts={sortsOf(values)} />
      )}
      {approvals.length > 0 && (
        <TablePages
          label="Approval requests"
          path="/approvals"
          filter={{ ...filter }}
          pageSize={APPROVALS_PAGE_SIZE}
          shown={approvals.length}
          total={total}
        />
      )}
    </>
  );
}

function sortsOf(values: Omit<ApprovalFilter, "page">): { requested: ColumnSort; expires: ColumnSort } {
  const { sort } = values;
  const href = (next: ApprovalFilter["sort"]) => tableAddress("/approvals", values, { sort: next });
  return {
    requested: {
      href: href(sort === "newest" ? "oldest" : "newest"),
      order: sort === "newest" ? "descending" : sort === "oldest" ? "ascending" : "none",
    },
    expires: {
      href: href(sort === "expiry" ? "open" : "expiry"),
      order: sort === "expiry" ? "descending" : "none",
    },
  };
}
