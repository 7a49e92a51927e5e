import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { CompanyFaults } from "../company-faults.ts";
import type { CompanyStatus } from "../company-status.ts";
import { CONTROL_SCRIPT, CONTROL_STYLE, controlPage } from "./control-page.ts";

export interface Control {
  url: string;
  /** From now on the page shows this instead of "starting", and its buttons cause these. */
  show(status: () => Promise<CompanyStatus>, faults: CompanyFaults): void;
  stop(): Promise<void>;
}

interface Shown {
  status: () => Promise<CompanyStatus>;
  faults: CompanyFaults;
}

const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'";

function send(response: ServerResponse, type: string, body: string, status = 200): void {
  response.writeHead(status, {
    "content-type": `${type}; charset=utf-8`,
    "content-security-policy": POLICY,
    "cache-control": "no-store",
  });
  response.end(body);
}

/** Another page in the same browser could send a form here too: only this page's own forms count. */
function isOwnForm({ headers }: IncomingMessage): boolean {
  const isLocal = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? "");
  return isLocal && headers.origin === `http://${headers.host}`;
}

async function cause(shown: Shown | null, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isOwnForm(request)) return send(response, "text/plain", "Use the buttons of this page.", 403);
  const name = (request.url ?? "").replace("/faults/", "");
  const fault = shown && Object.entries(shown.faults).find(([one]) => one === name)?.[1];
  if (!fault) return send(response, "text/plain", "Not found", 404);
  await fault();
  response.writeHead(303, { location: "/" }).end();
}

async function show(shown: Shown | null, path: string, response: ServerResponse): Promise<void> {
  if (path === "/control.css") return send(response, "text/css", CONTROL_STYLE);
  if (path === "/control.js") return send(response, "text/javascript", CONTROL_SCRIPT);
  if (path !== "/" && path !== "/status.json") return send(response, "text/plain", "Not found", 404);
  const status = shown && (await shown.status());
  if (path === "/") return send(response, "text/html", controlPage(status));
  return send(response, "application/json", JSON.stringify(status ?? { starting: true }), status ? 200 : 503);
}

/** The sandbox's page, its JSON and its faults on 127.0.0.1; `/instance` tells which start of the sandbox this is. */
export async function serveControl(port: number, instance: string): Promise<Control> {
  let shown: Shown | null = null;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split("?")[0] ?? "/";
    if (path === "/instance") return send(response, "text/plain", instance);
    if (request.method === "POST") return cause(shown, request, response);
    return show(shown, path, response);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      response.writeHead(503, { "content-type": "text/plain" });
      response.end("The sandbox is stopping or its database does not answer; try again.");
    });
  });
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(port, "127.0.0.1", done);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    show: (status, faults) => {
      shown = { status, faults };
    },
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
