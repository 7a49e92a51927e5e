SET LOCAL search_path = key_rotation;

-- Until the old key is retired the monitors are read on; the worker that moves this instant reads them.
ALTER TABLE safety_period ADD COLUMN next_reading_at timestamptz;

CREATE OR REPLACE FUNCTION safety_period_never_shortens() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, key_rotation, pg_temp AS $$
BEGIN
  IF NEW.ends_at < OLD.ends_at OR NEW.started_at <> OLD.started_at
      OR (OLD.renewed_at IS NOT NULL AND (NEW.renewed_at IS NULL OR NEW.renewed_at < OLD.renewed_at)) THEN
    RAISE EXCEPTION 'A safety period cannot be shortened.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
