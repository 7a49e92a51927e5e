import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";

const EVERY_MS = 20;

export interface DatabaseCost {
  walMegabytes: number;
  /** Growth of the patients' table and of its indexes. */
  heapMegabytes: number;
  indexMegabytes: number;
  /** Milliseconds of the longest transaction that wrote; sampled every 20 ms. */
  longestTransaction: number;
}

interface Sizes {
  wal: string;
  heap: string;
  indexes: string;
}

/** What the database paid for `work`. */
export async function watchDatabase<T>(
  url: string,
  work: () => Promise<T>,
): Promise<{ result: T; cost: DatabaseCost }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const before = await sizes(client);
  const done = new AbortController();
  const watching = longestTransaction(client, done.signal);
  try {
    const result = await work();
    done.abort();
    const longest = await watching;
    const after = await sizes(client);
    const grown = (of: keyof Sizes) => (Number(after[of]) - Number(before[of])) / 1_048_576;
    const cost = {
      walMegabytes: grown("wal"),
      heapMegabytes: grown("heap"),
      indexMegabytes: grown("indexes"),
      longestTransaction: longest,
    };
    return { result, cost };
  } finally {
    done.abort();
    await watching;
    await client.end();
  }
}

async function sizes(client: Client): Promise<Sizes> {
  const { rows } = await client.query<Sizes>(
    `SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn AS wal, pg_relation_size('patient_persons') AS heap,
            pg_indexes_size('patient_persons') AS indexes`,
  );
  if (!rows[0]) throw new Error("The sizes cannot be read.");
  return rows[0];
}

async function longestTransaction(client: Client, signal: AbortSignal): Promise<number> {
  let longest = 0;
  while (!signal.aborted) {
    const { rows } = await client.query<{ ms: string | null }>(
      `SELECT max(extract(epoch FROM clock_timestamp() - xact_start) * 1000) AS ms FROM pg_stat_activity
        WHERE datname = current_database() AND backend_xid IS NOT NULL`,
    );
    longest = Math.max(longest, Number(rows[0]?.ms ?? 0));
    await delay(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return Math.round(longest);
}
