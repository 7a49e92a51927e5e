import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import type { JobProcesses } from "./job-processes.ts";
import type { Random } from "./random.ts";
import type { ChaosWorld } from "./world.ts";

export interface Target {
  world: ChaosWorld;
  processes: JobProcesses;
  random: Random;
  /** Aborted when the faults of a round end: what is under way is mended at once. */
  signal: AbortSignal;
}

type Fault = (target: Target) => Promise<void>;

/** Past the lease of a holder, so that another takes over while it sleeps. */
const PAST_LEASE_MS = 4_500;

export const FAULTS: Record<string, Fault> = {
  "kill -9": async ({ processes, random }) => {
    const { living } = processes;
    if (living.length > 0) random.pick(living).kill("SIGKILL");
  },
  SIGTERM: async ({ processes, random }) => {
    const { living } = processes;
    if (living.length > 0) random.pick(living).kill("SIGTERM");
  },
  "SIGSTOP past the lease": async ({ processes, random, signal }) => {
    const { living } = processes;
    if (living.length === 0) return;
    const sleeper = random.pick(living);
    sleeper.kill("SIGSTOP");
    await pause(PAST_LEASE_MS, signal);
    sleeper.kill("SIGCONT");
  },
  "immediate restart": ({ world }) => world.crashAndRestart(),
  "cut after COMMIT": ({ world, signal }) => world.proxy.cutAfterNextCommit(signal),
  "black hole": ({ world, random }) => world.proxy.blackHole(random.between(300, 4_000)),
  "lock storm": (target) => lockStorm(target),
  deadlock: (target) => deadlock(target),
  "read-only": async ({ world, random, signal }) => {
    await setReadOnly(world, "on");
    await pause(random.between(300, 2_000), signal);
    await setReadOnly(world, "off");
  },
  "cancelled statement": ({ world }) => toBackends(world, "pg_cancel_backend"),
  "terminated backend": ({ world }) => toBackends(world, "pg_terminate_backend"),
  "full disk": async ({ world, random, signal }) => {
    if (!world.smallDisk) return;
    const filler = join(world.smallDisk, "..", "filler");
    try {
      for (;;) writeFileSync(filler, Buffer.alloc(1_000_000), { flag: "a" });
    } catch {
      // The disk is full now.
    }
    await pause(random.between(300, 1_500), signal);
    rmSync(filler, { force: true });
  },
};

export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
}

/** Holds some dozens of rows for longer than the job waits for a lock. */
async function lockStorm({ world, random, signal }: Target): Promise<void> {
  await withQuietClient(world.url, async (client) => {
    await client.query("BEGIN");
    await client.query("SELECT FROM patient_persons WHERE id % 7 = $1 FOR UPDATE", [random.between(0, 6)]);
    await pause(random.between(200, 1_500), signal);
    await client.query("ROLLBACK");
  });
}

/** Touches rows from the last to the first, against the order of the job. */
async function deadlock({ world, random, signal }: Target): Promise<void> {
  await withQuietClient(world.url, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      "SELECT id FROM patient_persons WHERE id > 6 ORDER BY random() LIMIT 30",
    );
    await client.query("BEGIN");
    for (const { id } of rows.toSorted((a, b) => Number(b.id) - Number(a.id))) {
      await client.query("UPDATE patient_persons SET name = 'touched' WHERE id = $1", [id]);
      await pause(random.between(5, 40), signal);
    }
    await client.query("COMMIT");
  });
}

async function setReadOnly(world: ChaosWorld, value: "on" | "off"): Promise<void> {
  for (;;) {
    const done = await withQuietClient(world.url, async (client) => {
      await client.query("SET default_transaction_read_only = off");
      await client.query(`ALTER SYSTEM SET default_transaction_read_only = ${value}`);
      await client.query("SELECT pg_reload_conf()");
    });
    if (done || value === "on") return;
    await delay(100);
  }
}

async function toBackends(
  world: ChaosWorld,
  call: "pg_cancel_backend" | "pg_terminate_backend",
): Promise<void> {
  await withQuietClient(world.url, (client) =>
    client.query(`SELECT ${call}(pid) FROM pg_stat_activity WHERE application_name = 'keyturn-engine'`),
  );
}

/** A fault may itself fall victim to another one; false then. */
async function withQuietClient(url: string, work: (client: Client) => Promise<unknown>): Promise<boolean> {
  const client = new Client({ connectionString: url, application_name: "chaos" });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await work(client);
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
