import type { SourceContext } from "oidc-provider";
import { PEOPLE } from "../people.ts";
import { createMemoryStore } from "./memory-store.ts";
import type { SignInKeys } from "./sign-in-keys.ts";
import { signedOutPage, signInErrorPage, signOutPage } from "./sign-in-pages.ts";

export interface OidcClient {
  clientId: string;
  clientSecret: string;
  /** Origins of the application, for example `http://localhost:3000`. */
  origins: readonly string[];
}

const MINUTES = 60;
const HOURS = 60 * MINUTES;

/** Headers of every page with markup of ours; sign-in ends in a redirect to the application, hence its origins. */
export function pagePolicy(origins: readonly string[]): string {
  return `default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self' ${origins.join(" ")}; frame-ancestors 'none'`;
}

function findAccount(_context: unknown, sub: string) {
  const person = PEOPLE.find((candidate) => candidate.sub === sub);
  if (!person) return undefined;
  const { email, name, groups } = person;
  return { accountId: sub, claims: () => ({ sub, email, email_verified: true, name, groups }) };
}

/** The company's own application needs no consent page. */
async function grantEverything({ oidc }: SourceContext) {
  const { client, session, provider } = oidc;
  if (!client || !session?.accountId) return undefined;
  const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
  grant.addOIDCScope("openid email profile groups");
  await grant.save();
  return grant;
}

function registration({ clientId, clientSecret, origins }: OidcClient) {
  return {
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uris: origins.map((origin) => `${origin}/api/auth/callback/oidc`),
    post_logout_redirect_uris: origins.flatMap((origin) => [origin, `${origin}/`, `${origin}/login`]),
    grant_types: ["authorization_code"],
    response_types: ["code"],
  };
}

/** Settings of `oidc-provider`: code flow with PKCE only, groups in the ID token. */
export function providerSettings(client: OidcClient, keys: SignInKeys): Record<string, unknown> {
  const show = (context: SourceContext, html: string) => {
    context.type = "html";
    context.set("content-security-policy", pagePolicy(client.origins));
    context.body = html;
  };
  return {
    adapter: createMemoryStore(),
    clients: [registration(client)],
    jwks: keys.jwks,
    cookies: { keys: keys.cookieKeys },
    pkce: { required: () => true },
    conformIdTokenClaims: false,
    scopes: ["openid", "email", "profile", "groups"],
    claims: {
      openid: ["sub"],
      email: ["email", "email_verified"],
      profile: ["name", "groups"],
      groups: ["groups"],
    },
    ttl: {
      AccessToken: HOURS,
      AuthorizationCode: MINUTES,
      Grant: 8 * HOURS,
      IdToken: HOURS,
      Interaction: HOURS,
      Session: 8 * HOURS,
    },
    findAccount,
    loadExistingGrant: grantEverything,
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context: SourceContext, form: string) => show(context, signOutPage(form)),
        postLogoutSuccessSource: (context: SourceContext) => show(context, signedOutPage()),
      },
    },
    renderError: (context: SourceContext, out: { error: string; error_description?: string }) =>
      show(context, signInErrorPage(out.error, out.error_description ?? "no details")),
  };
}
