import type { Client, QueryConfig, QueryResult, QueryResultRow } from "pg";
import { inTransaction } from "#lib/db/platform.ts";

const TIMEOUT_MS = 6 * 3_600_000;

/** A read of a whole table, which may last longer than the timeout that short statements have. */
export function slowQuery<Row extends QueryResultRow | unknown[]>(
  client: Client,
  query: QueryConfig & { rowMode?: "array" },
  timeoutMs = TIMEOUT_MS,
): Promise<QueryResult<Row extends QueryResultRow ? Row : never>> {
  const config = { ...query, query_timeout: timeoutMs + 5_000 };
  return inTransaction(client, async () => {
    await client.query(`SET LOCAL statement_timeout = ${timeoutMs}`);
    return client.query<Row extends QueryResultRow ? Row : never>(config);
  });
}
