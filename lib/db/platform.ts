import { Client } from "pg";

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 20_000;

/** The server that answered may not be written to; a job or a proof on it would be worth nothing. */
class NotTheWriterError extends Error {
  override name = "NotTheWriterError";
}

/**
 * A connection to the writer for the engine. With `row_security = off` a policy raises an error instead of hiding rows;
 * lock waits are short, so that the job gives way and the application never waits.
 */
export async function connectToWriter(databaseUrl: string): Promise<Client> {
  const client = new Client({
    connectionString: databaseUrl,
    application_name: "keyturn-engine",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    // Statements that do not depend on each other's answers go out together.
    pipeline: true,
    // Ends the wait on a connection that went dead without a word.
    query_timeout: STATEMENT_TIMEOUT_MS + 5_000,
  });
  // A connection that breaks between two queries says so here; the next query fails and is retried by its caller.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query(
      `SET row_security = off; SET lock_timeout = '500ms'; SET statement_timeout = ${STATEMENT_TIMEOUT_MS};
       SET idle_in_transaction_session_timeout = '10s'; SET default_transaction_isolation = 'read committed'`,
    );
    const { rows } = await client.query<{ standby: boolean }>("SELECT pg_is_in_recovery() AS standby");
    if (rows[0]?.standby !== false) {
      throw new NotTheWriterError("DATABASE_URL leads to a read replica: give the address of the writer.");
    }
    return client;
  } catch (cause) {
    await client.end().catch(() => undefined);
    throw cause;
  }
}

/**
 * Runs `work` between BEGIN and COMMIT; any error rolls back and is thrown on. `first` goes out with BEGIN, and `lastly` with
 * COMMIT, which behind a statement that failed rolls back; `work` begins when both BEGIN and `first` were answered.
 */
export async function inTransaction<T>(
  client: Client,
  work: () => Promise<T>,
  { first, lastly }: { first?: () => Promise<void>; lastly?: (result: T) => Promise<void> } = {},
): Promise<T> {
  try {
    await Promise.all([client.query("BEGIN"), first?.()]);
    const result = await work();
    await Promise.all([lastly?.(result), client.query("COMMIT")]);
    return result;
  } catch (cause) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw cause;
  }
}
