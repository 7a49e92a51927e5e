import { createHash } from "node:crypto";
import type { Client } from "pg";
import type { WorkerKeyCustody } from "#lib/custody/key-custody.ts";
import { canonicalJson } from "#lib/domain/canonical-json.ts";
import { takeCensus } from "#lib/engine/census.ts";
import { countRegistry } from "#lib/engine/count-registry.ts";
import { findDrift, findUpdateTriggers } from "#lib/engine/drift.ts";
import { findMissingGrants } from "#lib/engine/missing-grants.ts";
import { findRegisteredColumns, loadRegistry, type RegisteredTable } from "#lib/engine/registry.ts";
import { rehearseReencryption } from "#lib/engine/rehearse-reencryption.ts";
import { runReencryption } from "#lib/engine/run-reencryption.ts";
import { Session } from "#lib/engine/session.ts";
import { verifyAll } from "#lib/engine/verify-all.ts";
import { judgeQuarantine } from "#lib/engine/waived-cells.ts";
import { countWholeRotation } from "#lib/engine/whole-rotation.ts";
import type { ApplicationLatency } from "#lib/ports/application-latency.ts";
import type { PlatformData } from "#lib/ports/platform-data.ts";
import { findReencryption } from "./find-reencryption.ts";

/** The engine as the steps see it: keys come from the custody at the moment they are needed and go no further. */
export function createPlatformData(
  databaseUrl: string,
  custody: WorkerKeyCustody,
  latency?: ApplicationLatency,
): PlatformData {
  const withSession = sessionsOn(databaseUrl);
  return {
    takeCensus: async () => {
      const { currentVersion } = await custody.state();
      const census = { currentVersion, quarantine: true };
      return withSession((session) =>
        session.use(async (client) => takeCensus(client, await loadRegistry(client), census)),
      );
    },
    ...questionsToTheCatalogue(withSession),
    measuredRate: () => withSession(measuredRate),
    ...jobsOf(databaseUrl, custody, latency),
    findReencryption: (job) =>
      withSession((session) => session.use((client) => findReencryption(client, job))),
    rehearse: async (signal) =>
      rehearseReencryption({ databaseUrl, keyring: await custody.keyring(), signal }),
    verify: async (scope) => {
      const keyring = await custody.keyring();
      const report = await verifyAll({
        databaseUrl,
        keyring: keyring.only(keyring.currentVersion),
        ...scope,
      });
      return { ...report, columns: report.columns.map((column) => ({ waived: 0, ...column })) };
    },
    judgeQuarantine: async (rotationId) => {
      const judge = { rotationId, keyring: await custody.keyring() };
      return withSession((session) =>
        session.use(async (client) => judgeQuarantine(client, await loadRegistry(client), judge)),
      );
    },
  };
}

/** What writes the registered columns. */
function jobsOf(
  databaseUrl: string,
  custody: WorkerKeyCustody,
  latency: ApplicationLatency | undefined,
): Pick<PlatformData, "reencrypt" | "helpReencrypt"> {
  const withSession = sessionsOn(databaseUrl);
  const measured = latency === undefined ? {} : { applicationP95: latency.p95Ms };
  return {
    reencrypt: async ({ cellsPerSecond, ...job }) => {
      const report = await runReencryption({
        ...job,
        ...measured,
        ...(cellsPerSecond === null ? {} : { cellsPerSecond }),
        databaseUrl,
        keyring: await custody.keyring(),
      });
      const count = (client: Client) => countWholeRotation(client, job.rotationId, report.columns);
      return { ...report, columns: await withSession((session) => session.use(count)) };
    },
    helpReencrypt: async (job) =>
      runReencryption({ ...job, ...measured, join: true, databaseUrl, keyring: await custody.keyring() }),
  };
}

type WithSession = <T>(use: (session: Session) => Promise<T>) => Promise<T>;

function sessionsOn(databaseUrl: string): WithSession {
  return async (use) => {
    const session = new Session(databaseUrl);
    try {
      return await use(session);
    } finally {
      await session.close();
    }
  };
}

/** What needs no key. */
function questionsToTheCatalogue(withSession: WithSession) {
  const ask = <T>(question: (client: Client) => Promise<T>) =>
    withSession((session) => session.use(question));
  return {
    countRegistry: (signal: AbortSignal) => ask((client) => countRegistry(client, signal)),
    findMissingGrants: () => ask(findMissingGrants),
    findDrift: () => ask(findDrift),
    findUpdateTriggers: () => ask(findUpdateTriggers),
    findRegisteredColumns: () => ask(findRegisteredColumns),
    registryDigest: () => ask(async (client) => digestOf(await loadRegistry(client))),
  };
}

function digestOf(tables: readonly RegisteredTable[]): string {
  const registry = tables.map(({ name, key, columns }) => ({
    name,
    key: key.map(({ sql, type }) => ({ sql, type })),
    columns: columns.map((column) => column.name),
  }));
  return createHash("sha256").update(canonicalJson(registry)).digest("hex");
}

/** Cells per second while the newest job worked that nobody slowed down. */
async function measuredRate(session: Session): Promise<number | null> {
  const { rows } = await session.use((client) =>
    client.query<{ rate: number }>("SELECT cells_per_second AS rate FROM key_rotation.measured_rate"),
  );
  return rows[0]?.rate ?? null;
}
