import { currentCaller } from "#lib/auth/current-actor.ts";
import { HTTP_STATUS } from "#lib/domain/problem.ts";
import { downloadEscrow } from "#lib/operations/rotation/download-escrow.ts";
import { web } from "#lib/runtime/web.ts";

interface Context {
  params: Promise<{ id: string }>;
}

/** The sealed copy as a file. A POST, because handing it out is recorded. */
export async function POST(_request: Request, { params }: Context): Promise<Response> {
  const outcome = await downloadEscrow(web(), await currentCaller(), { rotationId: (await params).id });
  if (!outcome.ok) {
    return new Response(outcome.problem.message, { status: HTTP_STATUS[outcome.problem.code] });
  }
  const name = outcome.value.label.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return new Response(outcome.value.sealed, {
    headers: {
      "Content-Type": "application/octet-stream",
      "Content-Disposition": `attachment; filename="${name}.age"`,
      "Cache-Control": "no-store",
    },
  });
}
