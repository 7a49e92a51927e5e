import type { PlatformData } from "../ports/platform-data.ts";
import { describeError } from "./describe-error.ts";
import type { WorkerDeps } from "./worker-deps.ts";

const SHORTEST_INTERVAL_MS = 30_000;
const RETRY_SECONDS = 60;
/** After which a count without an outcome is taken for one whose worker died. */
const LONGEST_SECONDS = 600;

interface Deps extends Pick<WorkerDeps, "db" | "hourMs"> {
  platformData: Pick<PlatformData, "countRegistry">;
}

/**
 * Counts the registered columns once an hour of policy, and at once when columns were registered or removed: the pages'
 * figures, for web may not look. A measurement, no decision. Of several workers the one that claims the row counts.
 */
export async function countRegistry({ db, platformData, hourMs }: Deps, signal: AbortSignal): Promise<void> {
  const intervalSeconds = Math.max(SHORTEST_INTERVAL_MS, hourMs) / 1000;
  const [claim] = await db.$queryRaw<{ begun: string }[]>`
    INSERT INTO key_rotation.registry_count AS c (id) VALUES (1)
    ON CONFLICT (id) DO UPDATE SET begun_at = now(), problem = NULL
    WHERE c.begun_at < now() - make_interval(secs => ${intervalSeconds})
      OR c.problem IS NOT NULL AND c.begun_at < now() - make_interval(secs => ${RETRY_SECONDS})
      OR c.begun_at > coalesce(c.counted_at, '-infinity') AND c.begun_at < now() - make_interval(secs => ${LONGEST_SECONDS})
      OR c.begun_at <= c.counted_at AND
        (SELECT array_agg(n ORDER BY n) FROM (
          SELECT concat_ws('.', table_schema, table_name, column_name) AS n FROM key_rotation.encrypted_column) AS registered)
        IS DISTINCT FROM
        (SELECT array_agg(n ORDER BY n) FROM (
          SELECT counted ->> 'column' AS n FROM jsonb_array_elements(c.columns) AS counted) AS counted)
    RETURNING begun_at::text AS begun`;
  if (!claim) return;
  const found = await platformData.countRegistry(signal).then(
    (columns) => ({ columns: JSON.stringify(columns), problem: null }),
    (error: unknown) => ({ columns: null, problem: describeError(error) }),
  );
  // A count that another worker began meanwhile is the newer one. What was counted before stays when this one failed.
  await db.$executeRaw`
    UPDATE key_rotation.registry_count SET problem = ${found.problem}, columns = coalesce(${found.columns}::jsonb, columns),
      counted_at = CASE WHEN ${found.columns}::jsonb IS NULL THEN counted_at ELSE clock_timestamp() END
    WHERE begun_at = ${claim.begun}::timestamptz`;
  await db.$queryRaw`SELECT pg_notify('key_rotation', '{"topic":"registry"}')::text`;
}
