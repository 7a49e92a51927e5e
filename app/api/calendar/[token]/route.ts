import { webEnv } from "#lib/env.ts";
import { web } from "#lib/runtime/web.ts";
import { calendarResponse } from "../calendar-response.ts";

/** The schedule for a calendar program, which has no session: the address itself is the secret. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ token: string }> },
): Promise<Response> {
  const { db, hourMs } = web();
  return calendarResponse({ db, hourMs, appUrl: webEnv().APP_URL }, request, (await params).token);
}
