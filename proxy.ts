import { type NextRequest, NextResponse } from "next/server";
import { PATH_HEADER } from "#lib/auth/path-header.ts";
import { proxyEnv } from "#lib/env.ts";

/** First line only: every page, action and route checks the caller again by itself. */
export default function proxy(request: NextRequest): NextResponse {
  const { appUrl, issuer } = proxyEnv();
  if (!isReading(request.method) && !isSameOrigin(request, appUrl)) {
    return new NextResponse("This request did not come from the console.", { status: 403 });
  }
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const policy = contentSecurityPolicy(nonce, issuer);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set(PATH_HEADER, request.nextUrl.pathname + request.nextUrl.search);
  headers.set("Content-Security-Policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  // What is set here no route can change; the calendar's says itself how long it is fresh.
  if (!request.nextUrl.pathname.startsWith("/api/calendar/"))
    response.headers.set("Cache-Control", "no-store");
  return response;
}

function isReading(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

/** Next lets a request without Origin through; the console does not, and compares with its configured address. */
function isSameOrigin(request: NextRequest, appUrl: string): boolean {
  const site = request.headers.get("sec-fetch-site");
  return (
    request.headers.get("origin") === new URL(appUrl).origin && (site === null || site === "same-origin")
  );
}

function contentSecurityPolicy(nonce: string, issuer: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    // Signing in and out are forms that end at the identity provider.
    `form-action 'self' ${new URL(issuer).origin}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export const config = { matcher: "/((?!_next/static|favicon.svg).*)" };
