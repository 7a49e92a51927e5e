import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { freePort } from "#sandbox/free-port.ts";
import { startCluster } from "#sandbox/postgres/cluster.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Superuser URL of the shared PostgreSQL server, database `postgres`. */
    postgresUrl: string;
  }
}

/** One real PostgreSQL 18 for the whole integration run; each test file makes its own database in it. */
export default async function setup(project: TestProject) {
  const folder = mkdtempSync(join(process.cwd(), ".keyturn-test-"));
  const cluster = await startCluster({
    dataDir: join(folder, "data"),
    port: await freePort(),
    settings: { fsync: "off", max_prepared_transactions: "0" },
  });
  project.provide("postgresUrl", cluster.url("postgres"));
  return async () => {
    await cluster.destroy();
    rmSync(folder, { recursive: true, force: true });
  };
}
