import { createServer, type ServerResponse } from "node:http";
import type { CompanyStatus } from "../company-status.ts";
import { CONTROL_SCRIPT, CONTROL_STYLE, controlPage } from "./control-page.ts";

export interface Control {
  url: string;
  /** From now on the page shows this instead of "starting". */
  show(status: () => Promise<CompanyStatus>): void;
  stop(): Promise<void>;
}

const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'";

/** The sandbox's read-only page and its JSON on 127.0.0.1; `/instance` tells which start of the sandbox this is. */
export async function serveControl(port: number, instance: string): Promise<Control> {
  let read: (() => Promise<CompanyStatus>) | null = null;

  async function answer(path: string, response: ServerResponse): Promise<void> {
    const send = (type: string, body: string, status = 200) => {
      response.writeHead(status, {
        "content-type": `${type}; charset=utf-8`,
        "content-security-policy": POLICY,
        "cache-control": "no-store",
      });
      response.end(body);
    };
    if (path === "/instance") return send("text/plain", instance);
    if (path === "/control.css") return send("text/css", CONTROL_STYLE);
    if (path === "/control.js") return send("text/javascript", CONTROL_SCRIPT);
    if (path !== "/" && path !== "/status.json") return send("text/plain", "Not found", 404);
    const status = read && (await read());
    if (path === "/") return send("text/html", controlPage(status));
    return send("application/json", JSON.stringify(status ?? { starting: true }), status ? 200 : 503);
  }

  const server = createServer((request, response) => {
    answer(request.url?.split("?")[0] ?? "/", response).catch(() => {
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
    show: (status) => {
      read = status;
    },
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
