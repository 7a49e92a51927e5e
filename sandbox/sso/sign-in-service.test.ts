import { createHash, createPublicKey, randomBytes, verify } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SignInService, startSignInService } from "./sign-in-service.ts";

const ORIGIN = "http://localhost:3999";
const CALLBACK = `${ORIGIN}/api/auth/callback/oidc`;
const folder = mkdtempSync(join(tmpdir(), "keyturn-sso-"));
const client = { clientId: "keyturn", clientSecret: "a-secret-of-this-test", origins: [ORIGIN] };
let service: SignInService;

beforeAll(async () => {
  service = await startSignInService({ port: 0, keysFile: join(folder, "sso.json"), client });
});

afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true });
});

class Browser {
  #cookies = new Map<string, string>();

  async go(url: string, form?: Record<string, string>): Promise<Response> {
    const response = await fetch(new URL(url, service.issuer), {
      redirect: "manual",
      headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const header of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      if (name && value !== undefined) this.#cookies.set(name, value);
    }
    return response;
  }

  /** Follows redirects up to a page or the application's callback. */
  async follow(response: Response): Promise<{ url: string; response: Response }> {
    let current = response;
    let url = response.url;
    for (let hop = 0; hop < 10 && current.status >= 300 && current.status < 400; hop += 1) {
      url = new URL(current.headers.get("location") ?? "", service.issuer).href;
      if (url.startsWith(ORIGIN)) break;
      current = await this.go(url);
    }
    return { url, response: current };
  }

  async authorize(extra: Record<string, string> = {}) {
    const verifier = randomBytes(32).toString("base64url");
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    const query = new URLSearchParams({
      client_id: client.clientId,
      redirect_uri: CALLBACK,
      response_type: "code",
      scope: "openid email profile",
      state: "a-state",
      nonce: "a-nonce",
      code_challenge: challenge,
      code_challenge_method: "S256",
      ...extra,
    });
    return { verifier, ...(await this.follow(await this.go(`/auth?${query}`))) };
  }

  async choose(page: string, account: string) {
    return this.follow(await this.go(page, { account }));
  }
}

function exchange(callback: string, verifier: string): Promise<Response> {
  return fetch(`${service.issuer}/token`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString("base64")}`,
    },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: new URL(callback).searchParams.get("code") ?? "",
      redirect_uri: CALLBACK,
      code_verifier: verifier,
    }),
  });
}

async function verifiedClaims(idToken: string): Promise<Record<string, unknown>> {
  const [header = "", payload = "", signature = ""] = idToken.split(".");
  const { keys } = (await (await fetch(`${service.issuer}/jwks`)).json()) as { keys: JsonWebKey[] };
  const key = createPublicKey({ key: keys[0] ?? {}, format: "jwk" });
  const genuine = verify(
    "RSA-SHA256",
    Buffer.from(`${header}.${payload}`),
    key,
    Buffer.from(signature, "base64url"),
  );
  expect(genuine).toBe(true);
  return JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Record<string, unknown>;
}

async function signIn(browser: Browser, account: string, extra: Record<string, string> = {}) {
  const started = await browser.authorize(extra);
  expect(await started.response.clone().text()).toContain("Sandbox sign-in");
  const { url } = await browser.choose(started.url, account);
  const answer = await exchange(url, started.verifier);
  const tokens = (await answer.json()) as { id_token: string };
  return { tokens, claims: await verifiedClaims(tokens.id_token) };
}

describe("the sandbox's sign-in service", () => {
  test("publishes its discovery document under its own issuer", async () => {
    const answer = await fetch(`${service.issuer}/.well-known/openid-configuration`);
    const document = (await answer.json()) as Record<string, unknown>;
    expect(document.issuer).toBe(service.issuer);
    expect(document.code_challenge_methods_supported).toContain("S256");
    expect(document.end_session_endpoint).toBeTypeOf("string");
  });

  test("signs a person in with code and PKCE and puts the groups into the ID token", async () => {
    const { claims } = await signIn(new Browser(), "p-1001");
    expect(claims).toMatchObject({
      iss: service.issuer,
      aud: client.clientId,
      nonce: "a-nonce",
      sub: "p-1001",
      email: "ana.ionescu@restartix.example",
      email_verified: true,
      name: "Ana Ionescu",
      groups: ["security-engineers", "security-approvers"],
    });
  });

  test("refuses a code without the right PKCE verifier, and a request without a challenge", async () => {
    const browser = new Browser();
    const { url: page } = await browser.authorize();
    const { url } = await browser.choose(page, "p-1002");
    expect((await exchange(url, "x".repeat(43))).status).toBe(400);
    const bare = await new Browser().authorize({ code_challenge: "", code_challenge_method: "" });
    expect(bare.url).toContain("error=invalid_request");
  });

  test("reuses a session, but asks again for prompt=login and max_age=0 and states when", async () => {
    const browser = new Browser();
    await signIn(browser, "p-1003");
    expect((await browser.authorize()).url).toMatch(/^http:\/\/localhost:3999.*code=/);
    const before = Math.floor(Date.now() / 1_000);
    const { claims } = await signIn(browser, "p-1003", { prompt: "login", max_age: "0" });
    expect(claims.auth_time).toBeGreaterThanOrEqual(before);
  });

  test("ends the session on sign-out and returns to the application", async () => {
    const browser = new Browser();
    const { tokens } = await signIn(browser, "p-1004");
    const query = new URLSearchParams({
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: `${ORIGIN}/login`,
    });
    const page = await (await browser.go(`/session/end?${query}`)).text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? "";
    const done = await browser.follow(await browser.go("/session/end/confirm", { xsrf, logout: "yes" }));
    expect(done.url).toContain(`${ORIGIN}/login`);
    expect(await (await browser.authorize()).response.text()).toContain("Sandbox sign-in");
  });
});
