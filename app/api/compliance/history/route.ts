import { z } from "zod";
import { currentCaller } from "#lib/auth/current-actor.ts";
import { HISTORY_FORMATS, historyFile } from "#lib/domain/compliance/history-file.ts";
import { HTTP_STATUS } from "#lib/domain/problem.ts";
import { recordReading } from "#lib/operations/compliance/record-reading.ts";
import { web } from "#lib/runtime/web.ts";
import { listHistory } from "#lib/views/history.ts";

const Form = z.object({ format: z.enum(HISTORY_FORMATS) });

const FILE = {
  csv: { type: "text/csv; charset=utf-8", extension: "csv" },
  markdown: { type: "text/markdown; charset=utf-8", extension: "md" },
};

/** The rotation history as a file. A POST, because taking it away is recorded first. */
export async function POST(request: Request): Promise<Response> {
  const form = Form.safeParse(Object.fromEntries(await request.formData().catch(() => new FormData())));
  if (!form.success) return new Response("Ask for the format csv or markdown.", { status: 400 });
  const { format } = form.data;
  const outcome = await recordReading(web(), await currentCaller(), { what: `history-${format}` });
  if (!outcome.ok) {
    return new Response(outcome.problem.message, { status: HTTP_STATUS[outcome.problem.code] });
  }
  const { type, extension } = FILE[format];
  const day = new Date().toISOString().slice(0, 10);
  return new Response(historyFile(await listHistory(web().db), format), {
    headers: {
      "Content-Type": type,
      "Content-Disposition": `attachment; filename="key-rotation-history-${day}.${extension}"`,
      "Cache-Control": "no-store",
    },
  });
}
