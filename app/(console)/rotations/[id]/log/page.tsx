import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { LogFilters } from "#components/rotation/log-filters.tsx";
import { LogLines } from "#components/rotation/log-lines.tsx";
import { StageRail } from "#components/rotation/stage-rail.tsx";
import { StepLayout } from "#components/rotation/step-layout.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { web } from "#lib/runtime/web.ts";
import { findReencryptionLog, LOG_PAGE_SIZE } from "#lib/views/reencryption-log.ts";
import { findRotation } from "#lib/views/rotations.ts";
import { readLogFilter } from "./read-log-filter.ts";

export const metadata: Metadata = { title: "Log of the re-encryption" };

interface LogProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function LogPage({ params, searchParams }: LogProps) {
  await requireActor();
  const { id } = await params;
  const filter = readLogFilter(await searchParams);
  const rotation = await findRotation(web().db, id);
  if (!rotation) notFound();
  const { lines, total, page } = await findReencryptionLog(web().db, id, filter);
  const href = `/rotations/${id}/log`;
  const { level, q } = filter;
  const hrefOf = (target: number) => `${href}?${new URLSearchParams({ level, q, page: String(target) })}`;
  const first = (page - 1) * LOG_PAGE_SIZE + 1;
  const last = first + lines.length - 1;
  return (
    <StepLayout rail={<StageRail items={rotation.rail} currentId={null} />}>
      <PageHeader
        title="Log of the re-encryption"
        parent={{ href: `/rotations/${id}/steps/re-encrypt`, label: "Re-encrypt" }}
        lead="What the engine did, newest first, in UTC. Rows are named by their ids; no line holds a value."
      />
      <div className="grid gap-4">
        <LogFilters href={href} values={filter} />
        {lines.length === 0 ? (
          <EmptyState title="No line">
            {level === "" && q === ""
              ? "The engine has not run in this rotation yet."
              : "Nothing in the log fits this filter."}
          </EmptyState>
        ) : (
          <>
            <LogLines rotationId={id} lines={lines} />
            <Pagination
              label="Log lines"
              range={`${first}–${last} of ${total.toLocaleString("en")}`}
              previousHref={page > 1 ? hrefOf(page - 1) : null}
              nextHref={last < total ? hrefOf(page + 1) : null}
            />
          </>
        )}
      </div>
    </StepLayout>
  );
}
