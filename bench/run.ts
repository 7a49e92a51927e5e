// Re-encryption side by side on the same data: the procedure's algorithm, the engine, and a single UPDATE as the limit.
// npm run bench -- [--rows 200000] [--procedure-rows 10000] [--rounds 5]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Pool } from "pg";
import { runReencryption } from "#lib/engine/run-reencryption.ts";
import { applyMigrations } from "#prisma/apply-migrations.ts";
import { freePort } from "#sandbox/free-port.ts";
import { startCluster } from "#sandbox/postgres/cluster.ts";
import { createPlatformTables } from "#sandbox/postgres/platform-tables.ts";
import { withClient } from "#tests/database.ts";
import { keyring, seedPlatform } from "#tests/encrypted-platform.ts";
import { runProcedureAlgorithm } from "./procedure-algorithm.ts";

interface Round {
  procedure: number;
  engine: number;
  limit: number;
}

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "200000" },
    "procedure-rows": { type: "string", default: "10000" },
    rounds: { type: "string", default: "5" },
  },
});
const folder = mkdtempSync(join(tmpdir(), "keyturn-bench-"));
const cluster = await startCluster({
  dataDir: join(folder, "data"),
  port: await freePort(),
  settings: { max_wal_size: "8GB", shared_buffers: "512MB" },
});
try {
  const large = await platform("large", Number(values.rows));
  const small = await platform("small", Number(values["procedure-rows"]));
  const rounds: Round[] = [];
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    rounds.push({
      procedure: await cellsPerSecond(small, (url) => runProcedureAlgorithm(url, keyring)),
      engine: await cellsPerSecond(large, engine),
      limit: await cellsPerSecond(large, singleUpdate),
    });
    console.log(JSON.stringify({ round, ...rounds.at(-1) }));
  }
  const ratio = (of: (round: Round) => number) => median(rounds.map(of)).toFixed(2);
  console.log(
    `Median of ${rounds.length} interleaved rounds: engine ${ratio((r) => r.engine / r.procedure)} × the procedure's algorithm ` +
      `(at ${values["procedure-rows"]} rows, which favours it), ${ratio((r) => r.engine / r.limit)} of a single UPDATE.`,
  );
} finally {
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function platform(name: string, rows: number): Promise<string> {
  await withClient(cluster.url("postgres"), (client) => client.query(`CREATE DATABASE ${name}`));
  const url = cluster.url(name);
  await withClient(url, async (client) => {
    await createPlatformTables(client);
    await applyMigrations(client);
  });
  const pool = new Pool({ connectionString: url });
  await seedPlatform(pool, rows);
  await pool.query("CREATE TABLE seed AS SELECT * FROM patient_persons");
  await pool.end();
  return url;
}

/** Rebuilds the table to the same bytes, then times one arm. */
async function cellsPerSecond(url: string, arm: (url: string) => Promise<number>): Promise<number> {
  await withClient(url, async (client) => {
    await client.query(
      "TRUNCATE patient_persons; INSERT INTO patient_persons SELECT * FROM seed ORDER BY id",
    );
    await client.query("VACUUM ANALYZE patient_persons");
    await client.query("CHECKPOINT");
  });
  const before = performance.now();
  const cells = await arm(url);
  return Math.round((cells * 1000) / (performance.now() - before));
}

async function engine(databaseUrl: string): Promise<number> {
  const report = await runReencryption({ databaseUrl, keyring, connections: 2 });
  if (report.status !== "completed") throw new Error(report.error ?? report.status);
  return report.columns
    .filter(({ column }) => column.startsWith("patient_persons."))
    .reduce((sum, { reencrypted }) => sum + reencrypted, 0);
}

function singleUpdate(url: string): Promise<number> {
  return withClient(url, async (client) => {
    await client.query(
      `UPDATE patient_persons SET phone_encrypted = set_byte(phone_encrypted, 0, 2),
              emergency_contact_phone_encrypted = set_byte(emergency_contact_phone_encrypted, 0, 2)`,
    );
    const { rows } = await client.query<{ cells: string }>(
      "SELECT count(phone_encrypted) + count(emergency_contact_phone_encrypted) AS cells FROM patient_persons",
    );
    return Number(rows[0]?.cells);
  });
}

function median(figures: number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;
}
