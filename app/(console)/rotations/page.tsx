import type { Metadata } from "next";
import { RotationFilters } from "#components/rotation/rotation-filters.tsx";
import { RotationTable } from "#components/rotation/rotation-table.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import type { ColumnSort } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportForms } from "#components/ui/export-forms.tsx";
import { tableAddress } from "#components/ui/table-address.ts";
import { TablePages } from "#components/ui/table-pages.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { hasRole } from "#lib/domain/actor.ts";
import { web } from "#lib/runtime/web.ts";
import {
  listRotationYears,
  ROTATIONS_PAGE_SIZE,
  type RotationFilter,
  searchRotations,
} from "#lib/views/rotations.ts";
import { readRotationFilter } from "./read-rotation-filter.ts";

export const metadata: Metadata = { title: "Rotations" };

interface RotationsProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function RotationsPage({ searchParams }: RotationsProps) {
  const actor = await requireActor();
  const { db } = web();
  const filter = readRotationFilter(await searchParams);
  const [{ rotations, total }, years, active] = await Promise.all([
    searchRotations(db, filter),
    listRotationYears(db),
    db.rotation.count({ where: { status: "active" } }),
  ]);
  const mayStart = hasRole(actor, "security-engineer") && active === 0;
  const start = mayStart ? <ButtonLink href="/rotations/new">New rotation</ButtonLink> : undefined;
  const { page: _, ...values } = filter;
  return (
    <>
      <PageHeader
        title="Rotations"
        lead="Every rotation of the platform’s keys, drills included."
        aside={
          <div className="flex flex-wrap items-start gap-2">
            {years.length > 0 && <ExportForms action="/api/rotations/export" filter={values} />}
            {years.length > 0 && start}
          </div>
        }
      />
      {years.length > 0 && <RotationFilters values={values} years={years} />}
      {rotations.length === 0 && years.length > 0 ? (
        <EmptyState
          title="No rotation fits this filter"
          action={<ButtonLink href="/rotations">Show all</ButtonLink>}
        >
          There are others.
        </EmptyState>
      ) : (
        <RotationTable
          caption="Rotations"
          rotations={rotations}
          sorts={sortsOf(values)}
          emptyAction={start}
        />
      )}
      {rotations.length > 0 && (
        <TablePages
          label="Rotations"
          path="/rotations"
          filter={{ ...filter }}
          pageSize={ROTATIONS_PAGE_SIZE}
          shown={rotations.length}
          total={total}
        />
      )}
    </>
  );
}

function sortsOf(values: Omit<RotationFilter, "page">): { started: ColumnSort; finished: ColumnSort } {
  const { sort } = values;
  const href = (next: RotationFilter["sort"]) => tableAddress("/rotations", values, { sort: next });
  return {
    started: {
      href: href(sort === "newest" ? "oldest" : "newest"),
      order: sort === "newest" ? "descending" : sort === "oldest" ? "ascending" : "none",
    },
    finished: { href: href("finished"), order: sort === "finished" ? "descending" : "none" },
  };
}
