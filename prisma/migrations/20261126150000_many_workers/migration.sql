SET LOCAL search_path = key_rotation;

-- The processes that work a job. A range whose holder's lease has lapsed may be taken by any other.
CREATE TABLE reencryption_worker (
  id uuid PRIMARY KEY,
  job_id uuid NOT NULL REFERENCES reencryption_job ON DELETE CASCADE,
  -- Host and process.
  name text NOT NULL,
  connections smallint NOT NULL,
  -- Its own limit, beside that of the job; NULL: none.
  cells_per_second integer CHECK (cells_per_second > 0),
  -- It obeys a pause: no batch and no lock of it is open.
  stands boolean NOT NULL DEFAULT false,
  joined_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- NULL: it has left.
  expires_at timestamptz
);
CREATE INDEX reencryption_worker_of_job ON reencryption_worker (job_id);

-- Each claim raises the fence, and a write under an older one is refused. A lane is one connection of its holder.
ALTER TABLE reencryption_range
  ADD COLUMN partition_name text,
  ADD COLUMN rows_left bigint NOT NULL DEFAULT 0,
  ADD COLUMN holder uuid,
  ADD COLUMN lane smallint,
  ADD COLUMN fence bigint NOT NULL DEFAULT 0;
CREATE INDEX reencryption_range_open ON reencryption_range (job_id, range_no) WHERE NOT finished;

-- What each process did, exact: written with the cells themselves.
ALTER TABLE reencryption_ledger ADD COLUMN worker uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE reencryption_ledger DROP CONSTRAINT reencryption_ledger_pkey;
ALTER TABLE reencryption_ledger ADD PRIMARY KEY (job_id, range_no, column_name, worker);

-- Version → fingerprint of the keys it began with: a process with other keys may not work it.
ALTER TABLE reencryption_job ADD COLUMN keys jsonb;

-- The whole primary key, because a partitioned table's has several columns, and each partition, which the job addresses directly.
CREATE OR REPLACE FUNCTION let_worker_reach(registered encrypted_column) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  root regclass := to_regclass(format('%I.%I', registered.table_schema, registered.table_name));
  target regclass;
  key_columns text;
BEGIN
  IF registered.table_schema <> 'public' THEN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO keyturn_worker', registered.table_schema);
  END IF;
  SELECT string_agg(format('%I', a.attname), ', ') INTO key_columns FROM pg_index i
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) WHERE i.indrelid = root AND i.indisprimary;
  FOR target IN SELECT root UNION SELECT relid FROM pg_partition_tree(root) LOOP
    EXECUTE format('GRANT SELECT (%s, %I), UPDATE (%I) ON %s TO keyturn_worker',
      concat_ws(', ', quote_ident(registered.primary_key), key_columns), registered.column_name, registered.column_name, target);
  END LOOP;
END $$;
