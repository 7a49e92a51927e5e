import { AUDIT_COLUMNS } from "#lib/domain/compliance/table-columns.ts";
import { web } from "#lib/runtime/web.ts";
import { listAudit } from "#lib/views/audit.ts";
import { readAuditFilter } from "../../../(console)/audit/read-audit-filter.ts";
import { exportFile, MOST_ROWS } from "../../export-file.ts";

export async function POST(request: Request): Promise<Response> {
  return exportFile(request, {
    what: "audit",
    columns: AUDIT_COLUMNS,
    read: async (_viewer, filter) => {
      const asked = { ...readAuditFilter(filter), page: 1 };
      const { events: rows, total } = await listAudit(web().db, asked, MOST_ROWS);
      return { rows, total };
    },
  });
}
