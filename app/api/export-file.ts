import "server-only";
import { z } from "zod";
import { currentActor, currentCaller } from "#lib/auth/current-actor.ts";
import { type FileColumn, TABLE_FORMATS, tableFile } from "#lib/domain/compliance/table-file.ts";
import { HTTP_STATUS } from "#lib/domain/problem.ts";
import { recordReading } from "#lib/operations/compliance/record-reading.ts";
import { web } from "#lib/runtime/web.ts";
import type { Viewer } from "#lib/views/viewer.ts";

/** Rows that one file holds at most. */
export const MOST_ROWS = 50_000;

const Format = z.enum(TABLE_FORMATS);
const MIME = { csv: "text/csv; charset=utf-8", json: "application/json; charset=utf-8" };

interface Export<Row> {
  what: "rotations" | "approvals" | "audit";
  columns: readonly FileColumn<Row>[];
  /** The rows that this filter leaves, as this person sees them. */
  read: (viewer: Viewer, filter: Record<string, unknown>) => Promise<Row[]>;
}

/** What a table shows as a file. A POST, because taking it away is recorded first. */
export async function exportFile<Row>(
  request: Request,
  { what, columns, read }: Export<Row>,
): Promise<Response> {
  const fields = Object.fromEntries(await request.formData().catch(() => new FormData()));
  const format = Format.safeParse(fields["format"]);
  if (!format.success) return new Response("Ask for the format csv or json.", { status: 400 });
  const query = new URLSearchParams(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== ""),
  );
  const outcome = await recordReading(web(), await currentCaller(), { what, query: query.toString() });
  const signedIn = await currentActor();
  if (!outcome.ok || !signedIn) {
    const { code, message } = outcome.ok
      ? ({ code: "not-signed-in", message: "Sign in, then try again." } as const)
      : outcome.problem;
    return new Response(message, { status: HTTP_STATUS[code] });
  }
  const rows = await read({ ...signedIn.actor, authTime: signedIn.authTime }, fields);
  const day = new Date().toISOString().slice(0, 10);
  return new Response(tableFile(format.data, columns, rows), {
    headers: {
      "Content-Type": MIME[format.data],
      "Content-Disposition": `attachment; filename="keyturn-${what}-${day}.${format.data}"`,
      "Cache-Control": "no-store",
    },
  });
}
