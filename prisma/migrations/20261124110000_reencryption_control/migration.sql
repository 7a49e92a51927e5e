SET LOCAL search_path = key_rotation;

-- What people want of a job. Apart from the job's own row, which running batches hold in shared mode: an order waits for nobody.
CREATE TABLE reencryption_control (
  job_id uuid PRIMARY KEY REFERENCES reencryption_job ON DELETE CASCADE,
  -- The start that the orders belong to: they outlive a worker, and end with a new start.
  start text NOT NULL,
  wish text NOT NULL DEFAULT 'run' CHECK (wish IN ('run', 'pause', 'cancel')),
  cells_per_second integer CHECK (cells_per_second > 0),
  -- As it was approved; NULL: no limit.
  most_cells_per_second integer CHECK (most_cells_per_second > 0),
  version integer NOT NULL DEFAULT 0,
  wished_by uuid REFERENCES actor,
  wished_at timestamptz,
  -- Since when the engine has obeyed a pause: no batch and no lock is open.
  stands_since timestamptz,
  CONSTRAINT reencryption_never_faster_than_approved CHECK (
    most_cells_per_second IS NULL OR coalesce(cells_per_second <= most_cells_per_second, false))
);
ALTER TABLE reencryption_job DROP COLUMN cancel_requested;

-- What a job did, in sentences made of names, row ids, numbers and SQLSTATEs. The engine keeps the newest lines of each job.
CREATE TABLE reencryption_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id uuid NOT NULL REFERENCES reencryption_job ON DELETE CASCADE,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  level text NOT NULL CHECK (level IN ('info', 'warning', 'problem')),
  text text NOT NULL CHECK (length(text) BETWEEN 1 AND 500)
);
CREATE INDEX reencryption_log_of_job ON reencryption_log (job_id, id);
