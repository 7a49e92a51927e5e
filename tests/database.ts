import { randomBytes } from "node:crypto";
import { Client, Pool } from "pg";
import { inject, onTestFinished } from "vitest";
import { applyMigrations } from "#prisma/apply-migrations.ts";
import { installDatabase } from "#prisma/install-database.ts";
import { createPlatformTables } from "#sandbox/postgres/platform-tables.ts";

export interface TestDatabase extends AsyncDisposable {
  /** Owner URL of this database. */
  url: string;
  /** URL of the same database for another role. */
  urlFor(role: string): string;
  pool: Pool;
}

/**
 * A new database on the shared server: the platform's tables, and Keyturn's own unless `migrate` is false. With
 * `roles` the job queue and the rights are installed too, and `urlFor("web_test")` logs in with those of the web.
 */
export async function createTestDatabase(
  options: { migrate?: boolean; roles?: boolean } = {},
): Promise<TestDatabase> {
  const server = inject("postgresUrl");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await withClient(server, (client) => client.query(`CREATE DATABASE ${name}`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  await withClient(url.href, async (client) => {
    await createPlatformTables(client);
    if (options.migrate !== false) await applyMigrations(client);
  });
  if (options.roles) {
    await installDatabase(url.href);
    await withClient(url.href, createLogins);
  }
  const pool = new Pool({ connectionString: url.href, max: 8 });
  // A test that restarts the server ends idle connections; without a listener that would end the test run.
  pool.on("error", () => undefined);
  return {
    url: url.href,
    urlFor: (role) => {
      const other = new URL(url);
      other.username = role;
      return other.href;
    },
    pool,
    [Symbol.asyncDispose]: async () => {
      await pool.end();
      await withClient(server, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

/** A database that is dropped when the test ends. (`await using` would stop dependency-cruiser's parser.) */
export async function testDatabase(...options: Parameters<typeof createTestDatabase>): Promise<TestDatabase> {
  const database = await createTestDatabase(...options);
  onTestFinished(() => database[Symbol.asyncDispose]());
  return database;
}

export async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

async function createLogins(client: Client): Promise<void> {
  for (const role of ["web", "worker", "report"]) {
    const { rowCount } = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [`${role}_test`]);
    if (rowCount === 0) await client.query(`CREATE ROLE ${role}_test LOGIN IN ROLE keyturn_${role}`);
  }
}
