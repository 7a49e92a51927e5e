import { type Keyring, parseKeyring } from "#lib/crypto/keyring.ts";
import { KEY_ENTRIES } from "#tests/encrypted-platform.ts";
import { type ApplicationRun, runApplication } from "./application.ts";
import { startWorker } from "./long-lived-worker.ts";
import { rebuild } from "./world.ts";

export interface TrafficPair {
  without: ApplicationRun;
  with: ApplicationRun;
  /** Cells that the job re-encrypted while the second arm ran. */
  cells: number;
}

const PER_SECOND = 200;
const VERSIONS = 100;

/** The application alone, then with the job at its default, which rotates to the next version as soon as it is done. */
export async function measureTraffic(url: string, rows: number, requests: number): Promise<TrafficPair> {
  let keys = keysFor(1);
  const options = { rows, keyring: () => keys.keyring, perSecond: PER_SECOND, requests };
  await rebuild(url);
  const without = await runApplication(url, options);
  await rebuild(url);
  const worker = startWorker();
  // The worker has stayed for a while when the application is measured: its start is not part of a rotation.
  keys = keysFor(2);
  await worker.rotate({ databaseUrl: url, keys: keys.entries });
  const over = new AbortController();
  const job = (async () => {
    let cells = 0;
    for (let version = 3; version <= VERSIONS && !over.signal.aborted; version += 1) {
      // The application writes the new version before a job converts the rest, as in a rotation.
      keys = keysFor(version);
      cells += (await worker.rotate({ databaseUrl: url, keys: keys.entries })).cells;
    }
    return cells;
  })();
  const during = await runApplication(url, options);
  over.abort();
  const cells = await job;
  await worker.end();
  return { without, with: during, cells };
}

function keysFor(current: number): { entries: Record<string, string>; keyring: Keyring } {
  const entries: Record<string, string> = {};
  for (let version = 1; version <= VERSIONS; version += 1) {
    entries[`ENCRYPTION_KEY_V${version}`] = version.toString(16).padStart(4, "0").repeat(16);
  }
  const known = { ...entries, ...KEY_ENTRIES, ENCRYPTION_CURRENT_VERSION: String(current) };
  return { entries: known, keyring: parseKeyring(known) };
}
