import { webEnv } from "#lib/env.ts";

/** Where to send the browser so that the identity provider ends its session too; the sign-in page when it has no such place. */
export async function endSessionUrl(): Promise<string> {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, APP_URL } = webEnv();
  const backTo = new URL("/login", APP_URL).href;
  try {
    const discovery = `${OIDC_ISSUER.replace(/\/$/, "")}/.well-known/openid-configuration`;
    const response = await fetch(discovery, { signal: AbortSignal.timeout(3_000) });
    const { end_session_endpoint: endpoint } = (await response.json()) as { end_session_endpoint?: string };
    if (!endpoint) return backTo;
    const url = new URL(endpoint);
    url.searchParams.set("client_id", OIDC_CLIENT_ID);
    url.searchParams.set("post_logout_redirect_uri", backTo);
    return url.href;
  } catch {
    return backTo;
  }
}
