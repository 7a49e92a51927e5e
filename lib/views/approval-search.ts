import type { Database } from "#lib/db/client.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { ApprovalView } from "../domain/rotation/views.ts";
import { findApprovals } from "./approvals.ts";
import type { Viewer } from "./viewer.ts";

export interface ApprovalFilter {
  /** A status of `ApprovalView`; an empty text asks for all, here and below. */
  status: string;
  gate: string;
  /** Part of the rotation's id. */
  q: string;
  /** `open` puts what waits for a decision first, then the newest. */
  sort: "open" | "newest" | "oldest" | "expiry";
  page: number;
}

export const APPROVALS_PAGE_SIZE = 25;

/** Requests whose time is over read "expired", whatever they were before. */
const STATUS = Prisma.sql`CASE WHEN status IN ('open', 'approved') AND expires_at <= now() THEN 'expired' ELSE status END`;

const ORDER = {
  open: Prisma.sql`(${STATUS} = 'open') DESC, requested_at DESC`,
  newest: Prisma.sql`requested_at DESC`,
  oldest: Prisma.sql`requested_at`,
  expiry: Prisma.sql`expires_at DESC`,
};

/** Those that match, in the order asked for and as this person may act on them, and how many there are in all. */
export async function searchApprovals(
  db: Database,
  viewer: Viewer,
  { status, gate, q, sort, page }: ApprovalFilter,
  pageSize = APPROVALS_PAGE_SIZE,
): Promise<{ approvals: ApprovalView[]; total: number }> {
  const rows = await db.$queryRaw<{ id: string; total: bigint }[]>`
    SELECT id::text, count(*) OVER () AS total FROM key_rotation.approval_request
    WHERE (${status} = '' OR ${STATUS} = ${status}) AND (${gate} = '' OR gate = ${gate})
      AND strpos(lower(rotation_id), lower(${q})) > 0
    ORDER BY ${ORDER[sort]}, id LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`;
  const found = await findApprovals(
    db,
    viewer,
    rows.map(({ id }) => id),
  );
  return { approvals: found, total: Number(rows[0]?.total ?? 0) };
}
