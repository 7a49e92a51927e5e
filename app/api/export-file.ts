import "server-only";
import { z } from "zod";
import { currentActor, currentCaller } from "#lib/auth/current-actor.ts";
import { type FileColumn, TABLE_FORMATS, tableFile } from "#lib/domain/compliance/table-file.ts";
import { HTTP_STATUS, type Problem } from "#lib/domain/problem.ts";
import { recordReading } from "#lib/operations/compliance/record-reading.ts";
import { web } from "#lib/runtime/web.ts";
import type { Viewer } from "#lib/views/viewer.ts";

/** Rows that one file holds at most; more are refused. */
export const MOST_ROWS = 50_000;

const Format = z.enum(TABLE_FORMATS);
const MIME = { csv: "text/csv; charset=utf-8", json: "application/json; charset=utf-8" };

interface Export<Row> {
  what: "rotations" | "approvals" | "audit";
  columns: readonly FileColumn<Row>[];
  /** The rows that this filter leaves, as this person sees them and as far as a file holds them, and how many match. */
  read: (viewer: Viewer, filter: Record<string, unknown>) => Promise<{ rows: Row[]; total: number }>;
}

/** What a table shows as a file. A POST, because taking it away is recorded before it is handed out. */
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
  const signedIn = await currentActor();
  const found = signedIn && (await read({ ...signedIn.actor, authTime: signedIn.authTime }, fields));
  const file = found && tableFile(format.data, columns, found);
  if (file && !file.ok) return refusal(file.problem);
  const outcome = await recordReading(web(), await currentCaller(), { what, query: query.toString() });
  if (!outcome.ok) return refusal(outcome.problem);
  if (!file) return refusal({ code: "not-signed-in", message: "Sign in, then try again." });
  const day = new Date().toISOString().slice(0, 10);
  return new Response(file.value, {
    headers: {
      "Content-Type": MIME[format.data],
      "Content-Disposition": `attachment; filename="keyturn-${what}-${day}.${format.data}"`,
      "Cache-Control": "no-store",
    },
  });
}

const refusal = ({ code, message }: Problem) => new Response(message, { status: HTTP_STATUS[code] });
