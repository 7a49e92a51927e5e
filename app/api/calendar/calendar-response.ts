import { createHash } from "node:crypto";
import type { Database } from "#lib/db/client.ts";
import { useCalendarToken } from "#lib/operations/calendar/use-calendar-token.ts";
import { writeCalendar } from "#lib/views/calendar.ts";

const FILE = /^(?<token>[\w-]{43})\.ics$/;
const FRESH_FOR_S = 300;
const RETRY_AFTER_S = 3600;
const NOT_KEPT = { "Cache-Control": "no-store" };

interface Source {
  db: Database;
  hourMs: number;
  appUrl: string;
}

/** The calendar behind `<token>.ics`. A token that was never given, one that was revoked and one that is none look alike. */
export async function calendarResponse(source: Source, request: Request, file: string): Promise<Response> {
  const token = FILE.exec(file)?.groups?.["token"];
  const access = token === undefined ? "unknown" : await useCalendarToken(source.db, token);
  if (access === "unknown") return new Response(null, { status: 404, headers: NOT_KEPT });
  if (access === "too-often") {
    return new Response("This calendar is read too often. Ask once an hour.", {
      status: 429,
      headers: { ...NOT_KEPT, "Retry-After": String(RETRY_AFTER_S) },
    });
  }
  const calendar = await writeCalendar(source.db, source);
  const etag = `"${createHash("sha256").update(calendar).digest("base64url")}"`;
  const headers = { ETag: etag, "Cache-Control": `private, max-age=${FRESH_FOR_S}` };
  if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
  return new Response(calendar, {
    headers: {
      ...headers,
      "Content-Type": "text/calendar; charset=utf-8",
      "Content-Disposition": 'inline; filename="key-rotation.ics"',
    },
  });
}
