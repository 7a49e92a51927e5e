import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { PgBoss } from "pg-boss";
import { QUEUE_SCHEMA, QUEUES } from "#lib/jobs/queue.ts";
import { applyMigrations } from "./apply-migrations.ts";

/** Brings a platform database up to date as its owner: Keyturn's tables, the job queue and the roles' rights. */
export async function installDatabase(ownerUrl: string): Promise<string[]> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const applied = await applyMigrations(client);
    await installQueue(ownerUrl);
    await client.query(readFileSync(join(import.meta.dirname, "grants.sql"), "utf8"));
    return applied;
  } finally {
    await client.end();
  }
}

async function installQueue(connectionString: string): Promise<void> {
  const boss = new PgBoss({ connectionString, schema: QUEUE_SCHEMA, supervise: false, schedule: false });
  await boss.start();
  for (const queue of QUEUES) {
    // The worker keeps its own leases, so a job ends as soon as it was taken; retries come from the sweep.
    await boss.createQueue(queue, {
      policy: "standard",
      retryLimit: 3,
      retryDelay: 1,
      expireInSeconds: 3600,
    });
  }
  await boss.stop({ graceful: false });
}

if (import.meta.main) {
  const url = process.env.DATABASE_URL;
  if (!url) {
    console.error("Set DATABASE_URL to the URL of the database's owner, then run npm run db:migrate again.");
    process.exit(1);
  }
  const applied = await installDatabase(url);
  console.log(applied.length === 0 ? "The database is up to date." : `Applied ${applied.join(", ")}.`);
}
