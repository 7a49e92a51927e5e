SET LOCAL search_path = key_rotation;

-- Percent of a table's rows that are dead: above the high mark the job is held, below the low one it goes on. NULL: not watched.
ALTER TABLE reencryption_control
  ADD COLUMN dead_high_percent real CHECK (dead_high_percent > 0 AND dead_high_percent <= 100),
  ADD COLUMN dead_low_percent real,
  -- What the coordinator measured last, of the worst table.
  ADD COLUMN dead_rows_percent real,
  ADD CONSTRAINT reencryption_dead_marks CHECK (coalesce(dead_low_percent <= dead_high_percent, dead_low_percent IS NULL AND dead_high_percent IS NULL));
