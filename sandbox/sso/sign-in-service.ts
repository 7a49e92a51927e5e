import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Provider } from "oidc-provider";
import { PEOPLE } from "../people.ts";
import { loadProvider } from "./load-provider.ts";
import { type OidcClient, pagePolicy, providerSettings } from "./provider-settings.ts";
import { loadSignInKeys } from "./sign-in-keys.ts";
import { SIGN_IN_STYLE, SIGN_OUT_SCRIPT, signInErrorPage, signInPage } from "./sign-in-pages.ts";

export interface SignInService {
  /** Value for OIDC_ISSUER. */
  issuer: string;
  stop(): Promise<void>;
}

const ASSETS: Record<string, { type: string; body: string }> = {
  "/sign-in.css": { type: "text/css", body: SIGN_IN_STYLE },
  "/sign-out.js": { type: "text/javascript", body: SIGN_OUT_SCRIPT },
};

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = "";
  for await (const part of request as AsyncIterable<Buffer>) {
    text += part.toString("utf8");
    if (text.length > 2_048) break;
  }
  return new URLSearchParams(text);
}

async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse) {
  const { uid } = await provider.interactionDetails(request, response);
  if (request.method !== "POST") {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(signInPage(uid));
    return;
  }
  const chosen = (await readForm(request)).get("account");
  const person = PEOPLE.find(({ sub }) => sub === chosen);
  const result = person
    ? { login: { accountId: person.sub } }
    : { error: "access_denied", error_description: "Sign-in was cancelled" };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

/** The company's single sign-on: a certified OpenID provider on 127.0.0.1 with the sandbox's four people. */
export async function startSignInService(options: {
  port: number;
  keysFile: string;
  client: OidcClient;
}): Promise<SignInService> {
  const server = createServer();
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(options.port, "127.0.0.1", done);
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const OidcProvider = await loadProvider();
  const provider = new OidcProvider(
    issuer,
    providerSettings(options.client, loadSignInKeys(options.keysFile)),
  );
  const handle = provider.callback();
  const policy = pagePolicy(options.client.origins);

  server.on("request", (request, response) => {
    const path = request.url?.split("?")[0] ?? "/";
    const asset = ASSETS[path];
    if (asset) {
      response.setHeader("content-type", asset.type);
      response.end(asset.body);
    } else if (path.startsWith("/interaction/")) {
      response.setHeader("content-security-policy", policy);
      response.setHeader("cache-control", "no-store");
      interact(provider, request, response).catch(() => {
        response.writeHead(400, { "content-type": "text/html; charset=utf-8" });
        response.end(signInErrorPage("expired", "This sign-in is over"));
      });
    } else void handle(request, response);
  });
  return {
    issuer,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
