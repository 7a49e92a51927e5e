import type { CookieOption, NextAuthOptions } from "next-auth";
import { webEnv } from "#lib/env.ts";
import { SESSION_HOURS, signIn } from "#lib/operations/session/sign-in.ts";
import { web } from "#lib/runtime/web.ts";
import { clientAddress } from "./client-address.ts";
import { identityFrom } from "./identity.ts";

declare module "next-auth/jwt" {
  interface JWT {
    /** Row of `key_rotation.session`. Everything else about the person is read from the database. */
    sid?: string;
  }
}

declare module "next-auth" {
  interface Session {
    sid?: string;
  }
}

function hostCookie(name: string, maxAge?: number): CookieOption {
  const lifetime = maxAge === undefined ? {} : { maxAge };
  return {
    name: `__Host-keyturn.${name}`,
    options: { httpOnly: true, sameSite: "lax", path: "/", secure: true, ...lifetime },
  };
}

export const SESSION_COOKIE = hostCookie("session").name;

/** OpenID Connect with PKCE, state and nonce. The cookie carries a session id; the session itself is a database row. */
export function authOptions(): NextAuthOptions {
  const env = webEnv();
  return {
    secret: env.NEXTAUTH_SECRET,
    useSecureCookies: true,
    session: { strategy: "jwt", maxAge: SESSION_HOURS * 3600 },
    pages: { signIn: "/login", error: "/login" },
    cookies: {
      sessionToken: hostCookie("session"),
      callbackUrl: hostCookie("callback"),
      csrfToken: hostCookie("csrf"),
      pkceCodeVerifier: hostCookie("pkce", 900),
      state: hostCookie("state", 900),
      nonce: hostCookie("nonce", 900),
    },
    providers: [
      {
        id: "oidc",
        name: "Company SSO",
        type: "oauth",
        wellKnown: `${env.OIDC_ISSUER.replace(/\/$/, "")}/.well-known/openid-configuration`,
        clientId: env.OIDC_CLIENT_ID,
        clientSecret: env.OIDC_CLIENT_SECRET,
        authorization: { params: { scope: "openid email profile groups" } },
        idToken: true,
        checks: ["pkce", "state", "nonce"],
        profile: (profile: { sub: string }) => ({ id: profile.sub }),
      },
    ],
    callbacks: {
      jwt: async ({ token, account, profile }) => {
        if (!account) return token;
        const { sessionId } = await signIn(web().db, identityFrom(env, profile), await clientAddress());
        return { sid: sessionId };
      },
      session: ({ session, token }) => (token.sid ? { expires: session.expires, sid: token.sid } : session),
    },
  };
}
