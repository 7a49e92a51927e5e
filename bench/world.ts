import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "pg";
import { applyMigrations } from "#prisma/apply-migrations.ts";
import { freePort } from "#sandbox/free-port.ts";
import { startCluster } from "#sandbox/postgres/cluster.ts";
import { createPlatformTables } from "#sandbox/postgres/platform-tables.ts";
import { withClient } from "#tests/database.ts";
import { seedPlatform } from "#tests/encrypted-platform.ts";

/** No checkpoint falls inside a run, for any arm. Everything else is PostgreSQL's default, fsync included. */
export const SETTINGS = { max_wal_size: "8GB", shared_buffers: "512MB" };
const DISTINCT_ROWS = 20_000;

export interface BenchWorld {
  /** A database with a platform of so many patients, 1.7 encrypted cells each, under version 1. */
  platform(name: string, rows: number): Promise<string>;
  end(): Promise<void>;
}

export async function createWorld(): Promise<BenchWorld> {
  const folder = mkdtempSync(join(tmpdir(), "keyturn-bench-"));
  const cluster = await startCluster({
    dataDir: join(folder, "data"),
    port: await freePort(),
    settings: SETTINGS,
  });
  return {
    platform: async (name, rows) => {
      await withClient(cluster.url("postgres"), (client) => client.query(`CREATE DATABASE ${name}`));
      const url = cluster.url(name);
      await withClient(url, async (client) => {
        await createPlatformTables(client);
        await applyMigrations(client);
      });
      await seed(url, rows);
      return url;
    },
    end: async () => {
      await cluster.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Values repeat after 20,000 rows: each is opened and sealed on its own all the same. */
async function seed(url: string, rows: number): Promise<void> {
  const pool = new Pool({ connectionString: url });
  const distinct = Math.min(rows, DISTINCT_ROWS);
  await seedPlatform(pool, distinct);
  await pool.query(
    `CREATE TABLE seed AS SELECT p.id + k * $1::bigint AS id, organization_id, name, phone_encrypted,
            emergency_contact_phone_encrypted, updated_at
       FROM patient_persons p, generate_series(0, ($2::bigint - 1) / $1) AS k WHERE p.id + k * $1 <= $2`,
    [distinct, rows],
  );
  await pool.end();
}

/** Rebuilds the patients' table to the same bytes, so that every arm meets the same pages. */
export function rebuild(url: string): Promise<void> {
  return withClient(url, async (client) => {
    await client.query(
      "TRUNCATE patient_persons; INSERT INTO patient_persons SELECT * FROM seed ORDER BY id",
    );
    await client.query("VACUUM ANALYZE patient_persons");
    await client.query("CHECKPOINT");
  });
}
