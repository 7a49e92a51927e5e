SET LOCAL search_path = key_rotation;

-- Why a rotation was given up, and when its key, which nothing ever used, left the staging label.
ALTER TABLE rotation ADD COLUMN cancelled_reason text, ADD COLUMN key_dropped_at timestamptz;
ALTER TABLE rotation ADD CONSTRAINT cancelled_says_why CHECK ((status = 'cancelled') = (cancelled_reason IS NOT NULL));
ALTER TABLE rotation ADD CONSTRAINT only_a_cancelled_key_is_dropped CHECK (key_dropped_at IS NULL OR status = 'cancelled');

CREATE OR REPLACE FUNCTION escrow_copy_outlives_its_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM key_rotation.key_version WHERE number = OLD.key_version AND destroyed_at IS NOT NULL)
     AND NOT EXISTS (SELECT FROM key_rotation.rotation WHERE new_version = OLD.key_version AND status = 'cancelled') THEN
    RAISE EXCEPTION 'The sealed copy of a key goes with its destruction, not before.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN OLD;
END $$;
