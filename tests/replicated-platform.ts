import { spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "pg";
import { onTestFinished } from "vitest";
import { applyMigrations } from "#prisma/apply-migrations.ts";
import { freePort } from "#sandbox/free-port.ts";
import { type Cluster, startCluster } from "#sandbox/postgres/cluster.ts";
import { createPlatformTables } from "#sandbox/postgres/platform-tables.ts";
import { withClient } from "./database.ts";
import { seedPlatform } from "./encrypted-platform.ts";

export interface ReplicatedPlatform {
  url: string;
  pool: Pool;
  /** A hot standby that streams from the writer. */
  replica: Cluster;
}

/** A platform on a server of its own with a real streaming replica: a copy of its data folder that follows it. */
export async function replicatedPlatform(patients: number): Promise<ReplicatedPlatform> {
  const folder = mkdtempSync(join(tmpdir(), "keyturn-replica-"));
  chmodSync(folder, 0o755);
  const [port, replicaPort] = [await freePort(), await freePort()];
  const [data, copy] = [join(folder, "writer"), join(folder, "replica")];
  const first = await startCluster({ dataDir: data, port });
  const url = first.url("postgres");
  await withClient(url, async (client) => {
    await createPlatformTables(client);
    await applyMigrations(client);
  });
  const seeding = new Pool({ connectionString: url });
  await seedPlatform(seeding, patients);
  await seeding.end();
  await first.stop();
  spawnSync("cp", ["-a", data, copy]);
  writeFileSync(join(copy, "standby.signal"), "");
  appendFileSync(
    join(copy, "postgresql.auto.conf"),
    `primary_conninfo = 'host=127.0.0.1 port=${port} user=postgres application_name=west'\n`,
  );
  const writer = await startCluster({ dataDir: data, port });
  const replica = await startCluster({ dataDir: copy, port: replicaPort });
  const pool = new Pool({ connectionString: url });
  pool.on("error", () => undefined);
  onTestFinished(async () => {
    await pool.end();
    await replica.stop();
    await writer.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return { url, pool, replica };
}
