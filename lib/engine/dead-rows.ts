import type { Client } from "pg";
import type { DeadRows } from "#lib/domain/reencryption/throttle.ts";

/**
 * The registered table, or partition, of which most rows are dead, as the statistics say; null while none has so many that
 * autovacuum would come. Also what keeps vacuum from removing them: the oldest transaction, prepared transaction or slot.
 */
export async function readDeadRows(client: Client): Promise<DeadRows | null> {
  const { rows } = await client.query<DeadRows>(
    `WITH root AS (
       SELECT DISTINCT to_regclass(format('%I.%I', table_schema, table_name)) AS id FROM key_rotation.encrypted_column
     ), keeper AS (
       SELECT 'process ' || pid || ' has had a transaction open for ' || round(extract(epoch FROM clock_timestamp() - xact_start)) || ' s' AS what,
              greatest(age(backend_xid), age(backend_xmin)) AS age
         FROM pg_stat_activity WHERE xact_start < clock_timestamp() - interval '5 s'
       UNION ALL
       SELECT 'the prepared transaction ' || left(gid, 40) || ' is open', age(transaction) FROM pg_prepared_xacts
       UNION ALL
       SELECT 'the replication slot ' || slot_name || ' needs them', age(xmin) FROM pg_replication_slots
     )
     SELECT s.schemaname || '.' || s.relname AS "table", 100::float8 * s.n_dead_tup / (s.n_live_tup + s.n_dead_tup) AS percent,
            (SELECT what FROM keeper WHERE age IS NOT NULL ORDER BY age DESC LIMIT 1) AS "keptBy",
            NOT pg_has_role('pg_read_all_stats', 'USAGE') AS hidden
       FROM pg_stat_all_tables s JOIN pg_class c ON c.oid = s.relid
      WHERE s.relid IN (SELECT id FROM root UNION SELECT p.relid FROM root, pg_partition_tree(root.id) p)
        AND s.n_dead_tup > current_setting('autovacuum_vacuum_threshold')::float8
                           + current_setting('autovacuum_vacuum_scale_factor')::float8 * greatest(c.reltuples, 0)
      ORDER BY percent DESC LIMIT 1`,
  );
  return rows[0] ?? null;
}
