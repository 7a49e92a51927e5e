SET LOCAL search_path = key_rotation;

-- A rotation that opened by itself: from then on the console asks for it. Nobody has a duty in it. `day` is a date of the
-- company's calendar, 2027-02-01.
CREATE TABLE rotation_proposal (
  day text PRIMARY KEY CHECK (day ~ '^\d{4}-\d{2}-\d{2}$'),
  quarter text NOT NULL,
  proposed_at timestamptz NOT NULL DEFAULT now()
);

-- The scheduler's sign of life, and what became of the last ping to the check outside. One row.
CREATE TABLE scheduler (
  id int PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  worker_id text NOT NULL,
  passed_at timestamptz NOT NULL DEFAULT now(),
  pinged_at timestamptz,
  ping_problem text
);

-- Whoever has a token reads the calendar without a session. Only its hash is kept; a person has one that works at most.
CREATE TABLE calendar_token (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  actor_id uuid NOT NULL REFERENCES actor,
  token_hash text NOT NULL UNIQUE CHECK (token_hash ~ '^[0-9a-f]{64}$'),
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  last_read_at timestamptz,
  -- Reads since the start of the current hour of reading, for the limit.
  hour_began_at timestamptz,
  reads_in_hour int NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX calendar_token_works ON calendar_token (actor_id) WHERE revoked_at IS NULL;

CREATE FUNCTION keep_calendar_token_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A revoked calendar address stays revoked; its person creates a new one.';
END $$;
CREATE TRIGGER calendar_token_revoked BEFORE UPDATE ON calendar_token FOR EACH ROW
  WHEN (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
  EXECUTE FUNCTION keep_calendar_token_revoked();
