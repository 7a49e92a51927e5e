import { APPROVAL_COLUMNS } from "#lib/domain/compliance/table-columns.ts";
import { web } from "#lib/runtime/web.ts";
import { searchApprovals } from "#lib/views/approval-search.ts";
import { readApprovalFilter } from "../../../(console)/approvals/read-approval-filter.ts";
import { exportFile, MOST_ROWS } from "../../export-file.ts";

export async function POST(request: Request): Promise<Response> {
  return exportFile(request, {
    what: "approvals",
    columns: APPROVAL_COLUMNS,
    read: async (viewer, filter) => {
      const asked = { ...readApprovalFilter(filter), page: 1 };
      const { approvals: rows, total } = await searchApprovals(web().db, viewer, asked, MOST_ROWS);
      return { rows, total };
    },
  });
}
