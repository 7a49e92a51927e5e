import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ClientBase } from "pg";

const FOLDER = join(import.meta.dirname, "migrations");
/** Any fixed number; two starters wait for each other instead of migrating at once. */
const MIGRATION_LOCK = 5_219_043;

interface AppliedMigration {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

function migrationsOnDisk(): { name: string; sql: string; checksum: string }[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted()
    .map((name) => {
      const sql = readFileSync(join(FOLDER, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

async function createHistory(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ present: boolean }>(
    "SELECT to_regclass('key_rotation._prisma_migrations') IS NOT NULL AS present",
  );
  if (rows[0]?.present) return;
  await client.query(`
    CREATE SCHEMA IF NOT EXISTS key_rotation;
    CREATE TABLE key_rotation._prisma_migrations (
      id varchar(36) PRIMARY KEY NOT NULL, checksum varchar(64) NOT NULL, finished_at timestamptz,
      migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
      started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`);
}

/**
 * Applies the migrations in `prisma/migrations` that the database does not have, each in its own transaction, and
 * records them as `prisma migrate deploy` does. Returns the names applied. Throws when an applied migration was
 * edited afterwards, when one failed half-way under another tool, or when the role may not create the schema.
 */
export async function applyMigrations(client: ClientBase): Promise<string[]> {
  await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
  try {
    await createHistory(client);
    const { rows } = await client.query<AppliedMigration>(
      "SELECT migration_name, checksum, finished_at FROM key_rotation._prisma_migrations WHERE rolled_back_at IS NULL",
    );
    const known = new Map(rows.map((row) => [row.migration_name, row]));
    const applied: string[] = [];
    for (const migration of migrationsOnDisk()) {
      const earlier = known.get(migration.name);
      if (earlier) assertUnchanged(migration.checksum, earlier);
      else {
        await applyOne(client, migration);
        applied.push(migration.name);
      }
    }
    return applied;
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [MIGRATION_LOCK]);
  }
}

function assertUnchanged(checksum: string, earlier: AppliedMigration): void {
  if (earlier.finished_at === null) {
    throw new Error(
      `Migration ${earlier.migration_name} did not finish; resolve it with "prisma migrate resolve".`,
    );
  }
  if (earlier.checksum !== checksum) {
    throw new Error(`Migration ${earlier.migration_name} was edited after it was applied; restore its file.`);
  }
}

async function applyOne(
  client: ClientBase,
  migration: { name: string; sql: string; checksum: string },
): Promise<void> {
  await client.query("BEGIN");
  try {
    // A database without audit_log can still be re-encrypted: functions look for that table when they are called.
    await client.query("SET LOCAL check_function_bodies = off");
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO key_rotation._prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query("COMMIT");
  } catch (cause) {
    await client.query("ROLLBACK");
    const reason = cause instanceof Error ? cause.message : "without saying why";
    const message = `Migration ${migration.name} failed; the database is as it was before it: ${reason}`;
    throw new Error(message, { cause });
  }
}
