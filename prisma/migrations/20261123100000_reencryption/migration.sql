-- Registry of encrypted columns: one row per column, several columns of one table are re-encrypted together.
CREATE TABLE key_rotation.encrypted_column (
  table_schema text NOT NULL DEFAULT 'public',
  table_name text NOT NULL,
  column_name text NOT NULL,
  primary_key text NOT NULL DEFAULT 'id',
  PRIMARY KEY (table_schema, table_name, column_name)
);
INSERT INTO key_rotation.encrypted_column (table_name, column_name) VALUES
  ('patient_persons', 'phone_encrypted'),
  ('patient_persons', 'emergency_contact_phone_encrypted'),
  ('organization_integrations', 'api_key_encrypted');

-- Binary columns that a person classified as not encrypted, with the reason.
CREATE TABLE key_rotation.unencrypted_column (
  table_schema text NOT NULL DEFAULT 'public',
  table_name text NOT NULL,
  column_name text NOT NULL,
  reason text NOT NULL CHECK (length(trim(reason)) >= 5),
  classified_by text NOT NULL,
  classified_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (table_schema, table_name, column_name)
);

-- Changes seldom: every write of the job locks this row FOR SHARE to see that its fence is still valid.
CREATE TABLE key_rotation.reencryption_job (
  id uuid PRIMARY KEY,
  rotation_id text,
  target_version smallint NOT NULL CHECK (target_version BETWEEN 1 AND 255),
  status text NOT NULL CHECK (status IN ('queued', 'running', 'completed', 'completed-with-quarantine', 'cancelled', 'failed')),
  batch_size integer NOT NULL,
  connections integer NOT NULL,
  cells_per_second integer,
  cancel_requested boolean NOT NULL DEFAULT false,
  planned boolean NOT NULL DEFAULT false,
  superseded boolean NOT NULL DEFAULT false,
  fence bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz,
  error text
);
CREATE INDEX reencryption_job_rotation ON key_rotation.reencryption_job (rotation_id, created_at);

-- One row: at most one job runs in a database. Renewed about once a second by its holder.
CREATE TABLE key_rotation.reencryption_lease (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  job_id uuid REFERENCES key_rotation.reencryption_job,
  owner text,
  fence bigint NOT NULL DEFAULT 0,
  heartbeat_at timestamptz,
  expires_at timestamptz
);
INSERT INTO key_rotation.reencryption_lease DEFAULT VALUES;

-- Range 0 holds what the closing passes find. Keys are text as the engine's SQL prints them; NULL means unbounded.
CREATE TABLE key_rotation.reencryption_range (
  job_id uuid NOT NULL REFERENCES key_rotation.reencryption_job ON DELETE CASCADE,
  range_no integer NOT NULL,
  table_name text NOT NULL,
  after_key text,
  upto_key text,
  cursor_key text,
  batches integer NOT NULL DEFAULT 0,
  pending text[] NOT NULL DEFAULT '{}',
  finished boolean NOT NULL DEFAULT false,
  PRIMARY KEY (job_id, range_no)
);

-- Signed, because range 0 takes back what an earlier range counted when a cell changes its disposition.
CREATE TABLE key_rotation.reencryption_ledger (
  job_id uuid NOT NULL REFERENCES key_rotation.reencryption_job ON DELETE CASCADE,
  range_no integer NOT NULL,
  column_name text NOT NULL,
  total bigint NOT NULL DEFAULT 0,
  reencrypted bigint NOT NULL DEFAULT 0,
  already_current bigint NOT NULL DEFAULT 0,
  raced bigint NOT NULL DEFAULT 0,
  deleted bigint NOT NULL DEFAULT 0,
  nulled bigint NOT NULL DEFAULT 0,
  quarantined bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (job_id, range_no, column_name)
);

-- Censuses of the job, per column; the closing figures are null while it runs.
CREATE TABLE key_rotation.reencryption_column (
  job_id uuid NOT NULL REFERENCES key_rotation.reencryption_job ON DELETE CASCADE,
  column_name text NOT NULL,
  ordinal smallint NOT NULL,
  opening_cells bigint NOT NULL,
  opening_current bigint NOT NULL,
  closing_cells bigint,
  remaining bigint,
  unaccounted bigint,
  PRIMARY KEY (job_id, column_name)
);

-- Which cells got which disposition, newest last: a cell that is met twice is counted once. Emptied when the job completes.
CREATE TABLE key_rotation.reencryption_seen (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id uuid NOT NULL REFERENCES key_rotation.reencryption_job ON DELETE CASCADE,
  range_no integer NOT NULL,
  column_name text NOT NULL,
  disposition text NOT NULL,
  keys text[] NOT NULL
);
CREATE INDEX reencryption_seen_place ON key_rotation.reencryption_seen (job_id, column_name, range_no);

-- About one row a second while a job runs; `cells` is cumulative.
CREATE TABLE key_rotation.reencryption_sample (
  job_id uuid NOT NULL REFERENCES key_rotation.reencryption_job ON DELETE CASCADE,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  cells bigint NOT NULL,
  PRIMARY KEY (job_id, at)
);

-- Cells that do not open. Never a value: a cause, the first byte and the length are all there is.
CREATE TABLE key_rotation.quarantine (
  column_name text NOT NULL,
  row_key text NOT NULL,
  row_id text NOT NULL,
  cause text NOT NULL CHECK (cause IN ('empty', 'not-encrypted', 'too-short', 'unknown-version', 'mislabelled-version', 'authentication-failed')),
  version_byte smallint,
  length bigint NOT NULL,
  job_id uuid NOT NULL,
  first_seen timestamptz NOT NULL DEFAULT clock_timestamp(),
  last_seen timestamptz NOT NULL DEFAULT clock_timestamp(),
  resolved_at timestamptz,
  PRIMARY KEY (column_name, row_key)
);
CREATE INDEX quarantine_open ON key_rotation.quarantine (column_name, row_key) WHERE resolved_at IS NULL;

-- What a page needs, per column of a job; readable without access to the platform's tables.
CREATE VIEW key_rotation.reencryption_progress AS
  SELECT c.job_id, c.column_name, c.ordinal, c.opening_cells, c.opening_current, c.closing_cells, c.remaining, c.unaccounted,
         coalesce(sum(l.total), 0)::bigint AS total,
         coalesce(sum(l.reencrypted), 0)::bigint AS reencrypted,
         coalesce(sum(l.already_current), 0)::bigint AS already_current,
         coalesce(sum(l.raced), 0)::bigint AS raced,
         coalesce(sum(l.deleted), 0)::bigint AS deleted,
         coalesce(sum(l.nulled), 0)::bigint AS nulled,
         coalesce(sum(l.quarantined), 0)::bigint AS quarantined
    FROM key_rotation.reencryption_column c
    LEFT JOIN key_rotation.reencryption_ledger l USING (job_id, column_name)
   GROUP BY c.job_id, c.column_name;
