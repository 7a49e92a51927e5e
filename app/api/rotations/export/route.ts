import { ROTATION_COLUMNS } from "#lib/domain/compliance/table-columns.ts";
import { web } from "#lib/runtime/web.ts";
import { searchRotations } from "#lib/views/rotations.ts";
import { readRotationFilter } from "../../../(console)/rotations/read-rotation-filter.ts";
import { exportFile, MOST_ROWS } from "../../export-file.ts";

export async function POST(request: Request): Promise<Response> {
  return exportFile(request, {
    what: "rotations",
    columns: ROTATION_COLUMNS,
    read: async (_viewer, filter) => {
      const asked = { ...readRotationFilter(filter), page: 1 };
      const { rotations: rows, total } = await searchRotations(web().db, asked, MOST_ROWS);
      return { rows, total };
    },
  });
}
