import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "pg";
import type { Keyring } from "#lib/crypto/keyring.ts";
import { answer, type Service } from "./routes.ts";

export interface CoreApi {
  port: number;
  /** Stops accepting, finishes what has begun, closes the database connections. */
  close(): Promise<void>;
}

export interface CoreApiOptions {
  port: number;
  databaseUrl: string;
  /** Loaded once: a new key reaches a task only by a deployment. */
  keyring: Keyring;
  /** Receives one JSON line per failure; ids and causes only. */
  log: (line: string) => void;
}

async function listening(server: Server, port: number): Promise<number> {
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(port, "127.0.0.1", done);
  });
  return (server.address() as AddressInfo).port;
}

/** One task of the platform's core API: patients and integrations with their encrypted fields in clear. */
export async function startCoreApi({ port, databaseUrl, keyring, log }: CoreApiOptions): Promise<CoreApi> {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: 6,
    connectionTimeoutMillis: 3_000,
    statement_timeout: 5_000,
  });
  pool.on("error", () => log(JSON.stringify({ level: "WARN", event: "database_connection_lost" })));
  const service: Service = {
    pool,
    keyring,
    log,
    metrics: { requests: 0, decryptFailures: 0 },
    durations: [],
  };
  const server = createServer((request, response) => {
    void answer(service, request).then(({ status, body }) => {
      response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
      response.end(JSON.stringify(body));
    });
  });
  return {
    port: await listening(server, port),
    close: async () => {
      await new Promise<void>((done) => {
        server.close(() => done());
        server.closeIdleConnections();
      });
      await pool.end();
    },
  };
}
