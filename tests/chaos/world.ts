import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "pg";
import { encrypt } from "#lib/crypto/envelope.ts";
import { applyMigrations } from "#prisma/apply-migrations.ts";
import { freePort } from "#sandbox/free-port.ts";
import { type Cluster, startCluster } from "#sandbox/postgres/cluster.ts";
import { createPlatformTables } from "#sandbox/postgres/platform-tables.ts";
import { withClient } from "#tests/database.ts";
import { type DatabaseProxy, startDatabaseProxy } from "./database-proxy.ts";
import { keyOf, type PhaseKeys, phaseKeys } from "./keys.ts";

/** In every value, so that a plaintext that leaked can be found. */
export const CANARY = "PHI-CANARY";
/** Rows up to here hold cells that no key opens; the traffic leaves them alone. */
export const PLANTED = 6;
const MOST_STARTS = 60;

export interface ChaosWorld {
  cluster: Cluster;
  proxy: DatabaseProxy;
  /** Of the server itself. */
  url: string;
  /** Through the proxy, for the job. */
  jobUrl: string;
  pool: Pool;
  /** Folder of the patients' table on a small file system; undefined where this machine may not mount one. */
  smallDisk: string | undefined;
  serverLog: string;
  /** One at a time, and again until the server is up: it cannot recover while its disk is full. */
  crashAndRestart(): Promise<void>;
  end(): Promise<void>;
}

/** A server of its own, with a platform of even-numbered patients under version 1; odd numbers are free for inserts. */
export async function createChaosWorld(seed: number, patients: number): Promise<ChaosWorld> {
  const folder = mkdtempSync(join(tmpdir(), "keyturn-chaos-"));
  // The server runs as another user where this one is root.
  chmodSync(folder, 0o755);
  const serverLog = join(folder, "data", "log");
  const cluster = await startCluster({
    dataDir: join(folder, "data"),
    port: await freePort(),
    settings: { logging_collector: "on", log_directory: serverLog, log_min_messages: "warning" },
  });
  const url = cluster.url("postgres");
  const pool = new Pool({ connectionString: url, max: 4 });
  pool.on("error", () => undefined);
  const smallDisk = mountSmallDisk(folder);
  await withClient(url, async (client) => {
    await createPlatformTables(client);
    await applyMigrations(client);
    if (smallDisk) {
      await client.query(`CREATE TABLESPACE small LOCATION '${smallDisk}'`);
      await client.query("ALTER TABLE patient_persons SET TABLESPACE small");
    }
    await client.query(WRITE_LOG);
  });
  await seedPatients(pool, phaseKeys(seed, 1), keyOf(seed, 200), patients);
  const proxy = await startDatabaseProxy(cluster.port);
  let restarting = Promise.resolve();
  const jobUrl = new URL(url);
  jobUrl.port = String(proxy.port);
  return {
    cluster,
    proxy,
    url,
    jobUrl: jobUrl.href,
    pool,
    smallDisk,
    serverLog,
    crashAndRestart: () => (restarting = restarting.then(() => restartUntilUp(cluster))),
    end: async () => {
      await restarting;
      await pool.end();
      await proxy[Symbol.asyncDispose]();
      await cluster.destroy();
      if (smallDisk) spawnSync("umount", [join(folder, "small")]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function restartUntilUp(cluster: Cluster): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await cluster.crashAndRestart();
    } catch (error) {
      if (attempt === MOST_STARTS) throw error;
      await delay(250);
    }
  }
}

/** Written in the transaction of each change: which cell, by the job or by the application, with which version and nonce. */
const WRITE_LOG = `
  CREATE SCHEMA chaos;
  CREATE TABLE chaos.write (n bigint GENERATED ALWAYS AS IDENTITY, by_job boolean, column_name text, row_id text, head bytea);
  CREATE FUNCTION chaos.note() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE by_job boolean := current_setting('application_name') = 'keyturn-engine';
  BEGIN
    IF NEW.phone_encrypted IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.phone_encrypted IS DISTINCT FROM NEW.phone_encrypted) THEN
      INSERT INTO chaos.write (by_job, column_name, row_id, head)
      VALUES (by_job, 'patient_persons.phone_encrypted', NEW.id, substring(NEW.phone_encrypted FROM 1 FOR 13));
    END IF;
    IF NEW.emergency_contact_phone_encrypted IS NOT NULL
       AND (TG_OP = 'INSERT' OR OLD.emergency_contact_phone_encrypted IS DISTINCT FROM NEW.emergency_contact_phone_encrypted) THEN
      INSERT INTO chaos.write (by_job, column_name, row_id, head)
      VALUES (by_job, 'patient_persons.emergency_contact_phone_encrypted', NEW.id, substring(NEW.emergency_contact_phone_encrypted FROM 1 FOR 13));
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER note AFTER INSERT OR UPDATE ON patient_persons FOR EACH ROW EXECUTE FUNCTION chaos.note();`;

async function seedPatients(pool: Pool, keys: PhaseKeys, foreign: string, patients: number): Promise<void> {
  const older = keys.keyring.only(1);
  const ids = Array.from({ length: patients }, (_, index) => PLANTED + 2 + index * 2);
  const values = (kind: string) => ids.map((id) => encrypt(older, Buffer.from(`${kind} ${id} ${CANARY}`)));
  const insert = `INSERT INTO patient_persons SELECT id, NULL, 'Patient ' || id, phone, contact, now()
     FROM unnest($1::bigint[], $2::bytea[], $3::bytea[]) AS u(id, phone, contact)`;
  await pool.query(insert, [ids, values("phone"), values("contact")]);
  const whole = encrypt(older, Buffer.from(`planted ${CANARY}`));
  const flipped = Buffer.from(whole);
  flipped[20] = (flipped[20] ?? 0) ^ 1;
  const unknown = Buffer.concat([Buffer.from([255]), Buffer.from(foreign, "hex")]);
  const planted = [
    Buffer.alloc(0),
    Buffer.from("+40 712"),
    whole.subarray(0, 20),
    unknown,
    flipped,
    whole.subarray(0, 33),
  ];
  await pool.query(insert, [planted.map((_, index) => index + 1), planted, planted.map(() => null)]);
}

/** A disk that can be filled without harm: a file system in memory, which takes root. */
function mountSmallDisk(folder: string): string | undefined {
  const mount = join(folder, "small");
  mkdirSync(mount);
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=160m", "tmpfs", mount]);
  if (mounted.status !== 0) return undefined;
  const tablespace = join(mount, "tablespace");
  mkdirSync(tablespace, { mode: 0o700 });
  const { uid, gid } = statSync(join(folder, "data"));
  chownSync(tablespace, uid, gid);
  return tablespace;
}
