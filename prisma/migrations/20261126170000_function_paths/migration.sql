SET LOCAL search_path = key_rotation;

-- The key under which a rotation reads a row, primary or not, in the table and in each partition, which the job addresses directly.
CREATE OR REPLACE FUNCTION let_worker_reach(registered encrypted_column) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  root regclass := to_regclass(format('%I.%I', registered.table_schema, registered.table_name));
  target regclass;
  read_columns text;
BEGIN
  IF registered.table_schema <> 'public' THEN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO keyturn_worker', registered.table_schema);
  END IF;
  SELECT string_agg(DISTINCT quote_ident(c), ', ') INTO read_columns
    FROM unnest(key_rotation.row_key_columns(registered) || registered.column_name::name) AS c;
  FOR target IN SELECT root UNION SELECT relid FROM pg_partition_tree(root) LOOP
    EXECUTE format('GRANT SELECT (%s), UPDATE (%I) ON %s TO keyturn_worker', read_columns, registered.column_name, target);
  END LOOP;
END $$;

-- The only way into the registry of encrypted columns. False when the column waits for no classification, cannot be
-- rotated, or a process works a job that was planned without it.
CREATE OR REPLACE FUNCTION register_column(p_schema text, p_table text, p_column text, p_label text, p_by text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE registered key_rotation.encrypted_column;
BEGIN
  -- Whoever starts a job, resumes one or takes its seat holds this row: none does so meanwhile.
  PERFORM FROM key_rotation.reencryption_lease FOR UPDATE;
  IF EXISTS (
    SELECT FROM key_rotation.reencryption_job j WHERE j.status = 'running' AND (
      EXISTS (SELECT FROM key_rotation.reencryption_lease l WHERE l.job_id = j.id AND l.expires_at > clock_timestamp())
      OR EXISTS (SELECT FROM key_rotation.reencryption_worker w WHERE w.job_id = j.id AND w.expires_at > clock_timestamp())))
  THEN RETURN false; END IF;
  INSERT INTO key_rotation.encrypted_column (table_schema, table_name, column_name, primary_key, label, registered_by)
  SELECT table_schema, table_name, column_name, row_key, p_label, p_by FROM key_rotation.unclassified_column
   WHERE (table_schema, table_name, column_name) = (p_schema, p_table, p_column) AND row_key IS NOT NULL AND NOT is_array
  RETURNING * INTO registered;
  IF NOT FOUND THEN RETURN false; END IF;
  -- A job that stopped, or whose processes died, was planned for fewer columns: the next start plans anew.
  UPDATE key_rotation.reencryption_job SET superseded = true, finished_at = coalesce(finished_at, clock_timestamp()),
         status = CASE WHEN status IN ('queued', 'running') THEN 'cancelled' ELSE status END
   WHERE NOT superseded AND status IN ('queued', 'running', 'cancelled', 'failed');
  BEGIN
    PERFORM key_rotation.let_worker_reach(registered);
  EXCEPTION WHEN insufficient_privilege OR undefined_object THEN
    NULL; -- Another role owns the table. The page says so, until its owner has granted it.
  END;
  RETURN true;
END $$;

-- Without a place of its own in the path, a caller's temporary schema is searched for tables and types before any other,
-- and what the caller put there would run with the rights of the function's owner.
DO $$
DECLARE function_name regprocedure;
BEGIN
  FOR function_name IN SELECT oid FROM pg_catalog.pg_proc WHERE pronamespace = 'key_rotation'::regnamespace AND prokind = 'f' LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, key_rotation, pg_temp', function_name);
  END LOOP;
END $$;
