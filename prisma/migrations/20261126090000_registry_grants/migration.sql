SET LOCAL search_path = key_rotation;

-- The columns of the smallest unique key that holds the registered one: what a rotation reads to name a row.
CREATE FUNCTION row_key_columns(registered encrypted_column) RETURNS name[]
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT coalesce((
    SELECT array_agg(a.attname ORDER BY k.place)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_index i ON i.indrelid = c.oid
      CROSS JOIN unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY AS k(attnum, place)
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
     WHERE (n.nspname, c.relname) = (registered.table_schema, registered.table_name)
       AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
     GROUP BY i.indexrelid, i.indisprimary
    HAVING bool_and(a.attnotnull) AND bool_or(a.attname = registered.primary_key)
     ORDER BY count(*), i.indisprimary DESC LIMIT 1), ARRAY[registered.primary_key::name])
$$;

-- What the owner of the table has to run so that a rotation can read the column with its key, and replace it.
CREATE FUNCTION grant_statement(registered encrypted_column) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT CASE WHEN registered.table_schema = 'public' THEN ''
      ELSE format('GRANT USAGE ON SCHEMA %I TO keyturn_worker; ', registered.table_schema) END
    || format('GRANT SELECT (%s), UPDATE (%I) ON %I.%I TO keyturn_worker;',
         (SELECT string_agg(DISTINCT quote_ident(c), ', ')
            FROM unnest(key_rotation.row_key_columns(registered) || registered.column_name::name) AS c),
         registered.column_name, registered.table_schema, registered.table_name)
$$;

-- The statement, when the role that asks could not go through the column; null when it could. Reads the catalogue only.
CREATE FUNCTION missing_grant(registered encrypted_column) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT key_rotation.grant_statement(registered)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE (n.nspname, c.relname) = (registered.table_schema, registered.table_name)
     AND (NOT has_schema_privilege(n.oid, 'USAGE') OR EXISTS (
       SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
          AND (a.attname = registered.column_name AND NOT has_column_privilege(c.oid, a.attnum, 'UPDATE')
            OR a.attname = ANY (key_rotation.row_key_columns(registered) || registered.column_name::name)
               AND NOT has_column_privilege(c.oid, a.attnum, 'SELECT'))))
$$;

CREATE OR REPLACE FUNCTION let_worker_reach(registered encrypted_column) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  EXECUTE key_rotation.grant_statement(registered);
END $$;

REVOKE ALL ON FUNCTION row_key_columns(encrypted_column) FROM PUBLIC;
REVOKE ALL ON FUNCTION grant_statement(encrypted_column) FROM PUBLIC;
REVOKE ALL ON FUNCTION missing_grant(encrypted_column) FROM PUBLIC;
