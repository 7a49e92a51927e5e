SET LOCAL search_path = key_rotation;

-- What protects the application while a job runs. NULL: that limit is off. Above a high mark the job is held, below the low one it goes on.
ALTER TABLE reencryption_control
  ADD COLUMN duty_percent smallint CHECK (duty_percent BETWEEN 1 AND 100),
  ADD COLUMN lag_high_seconds real CHECK (lag_high_seconds > 0),
  ADD COLUMN lag_low_seconds real,
  ADD COLUMN p95_high_ms real CHECK (p95_high_ms > 0),
  ADD COLUMN p95_low_ms real,
  -- What the coordinator measured last, and why it holds the job back.
  ADD COLUMN replica_lag_seconds real,
  ADD COLUMN application_p95_ms real,
  ADD COLUMN held_for text CHECK (length(held_for) BETWEEN 1 AND 300),
  ADD COLUMN held_since timestamptz,
  -- Replicas that were connected since the job began: one that is gone is waited for.
  ADD COLUMN replicas text[] NOT NULL DEFAULT '{}',
  ADD CONSTRAINT reencryption_lag_marks CHECK (coalesce(lag_low_seconds <= lag_high_seconds, lag_low_seconds IS NULL AND lag_high_seconds IS NULL)),
  ADD CONSTRAINT reencryption_p95_marks CHECK (coalesce(p95_low_ms <= p95_high_ms, p95_low_ms IS NULL AND p95_high_ms IS NULL)),
  ADD CONSTRAINT reencryption_held CHECK ((held_for IS NULL) = (held_since IS NULL));
