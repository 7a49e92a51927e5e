SET LOCAL search_path = key_rotation;

-- Rules that people set. One row per group; `version` makes a stale form visible.
CREATE TABLE setting (
  key text PRIMARY KEY CHECK (key IN ('policy', 'contacts')),
  value jsonb NOT NULL,
  updated_by uuid REFERENCES actor,
  updated_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 0
);

ALTER TABLE rotation ADD COLUMN retired_at timestamptz;
ALTER TABLE key_version ADD COLUMN destroyed_at timestamptz;
-- Versions of the secret that still hold this key after its retirement, as last seen.
ALTER TABLE key_version ADD COLUMN residue jsonb;
ALTER TABLE key_version ADD COLUMN residue_checked_at timestamptz;

-- A key sealed to the team's recipients. Only they can open it; no process of Keyturn can.
CREATE TABLE escrow_copy (
  key_version integer PRIMARY KEY CHECK (key_version BETWEEN 1 AND 255),
  label text NOT NULL,
  recipients text[] NOT NULL CHECK (cardinality(recipients) > 0),
  sealed text NOT NULL,
  sha256 text NOT NULL,
  sealed_at timestamptz NOT NULL DEFAULT now()
);
CREATE FUNCTION escrow_copy_outlives_its_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM key_rotation.key_version WHERE number = OLD.key_version AND destroyed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'The sealed copy of a key goes with its destruction, not before.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER escrow_copy_outlives_its_use BEFORE DELETE ON escrow_copy
  FOR EACH ROW EXECUTE FUNCTION escrow_copy_outlives_its_use();

-- The safety period runs on the clock of this database; its end only ever moves later.
CREATE TABLE safety_period (
  rotation_id text PRIMARY KEY REFERENCES rotation,
  started_at timestamptz NOT NULL DEFAULT now(),
  ends_at timestamptz NOT NULL,
  -- Length of one hour of policy in this rotation: less than an hour only in drills and the sandbox.
  hour interval NOT NULL,
  -- The phase run that watches now. Another one, after a repeated re-encryption, renews the period.
  watch_run uuid NOT NULL REFERENCES phase_run,
  CHECK (ends_at > started_at)
);
CREATE FUNCTION safety_period_never_shortens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.ends_at < OLD.ends_at OR NEW.started_at <> OLD.started_at THEN
    RAISE EXCEPTION 'A safety period cannot be shortened.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER safety_period_never_shortens BEFORE UPDATE ON safety_period
  FOR EACH ROW EXECUTE FUNCTION safety_period_never_shortens();

CREATE TABLE safety_issue (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  rotation_id text NOT NULL REFERENCES rotation,
  -- The monitor that opened it; null when a person did.
  monitor text,
  description text NOT NULL,
  opened_by uuid REFERENCES actor,
  opened_at timestamptz NOT NULL DEFAULT now(),
  resolution text,
  proposed_by uuid REFERENCES actor,
  proposed_at timestamptz,
  closed_by uuid REFERENCES actor,
  closed_at timestamptz,
  CHECK ((monitor IS NULL) = (opened_by IS NOT NULL)),
  CHECK ((proposed_by IS NULL) = (proposed_at IS NULL) AND (proposed_by IS NULL) = (resolution IS NULL)),
  CHECK ((closed_by IS NULL) = (closed_at IS NULL)),
  CONSTRAINT second_person_closes CHECK (closed_by IS NULL OR proposed_by IS NOT NULL AND closed_by <> proposed_by)
);
CREATE UNIQUE INDEX safety_issue_one_open_per_monitor ON safety_issue (rotation_id, monitor) WHERE closed_at IS NULL;

CREATE TABLE monitor_sample (
  rotation_id text NOT NULL REFERENCES rotation,
  monitor text NOT NULL,
  label text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  outcome text NOT NULL CHECK (outcome IN ('pass', 'fail', 'unknown')),
  value text NOT NULL,
  PRIMARY KEY (rotation_id, monitor, at)
);

-- Messages that the schedule asks for. The id is the token under which each is posted, so that none is posted twice.
CREATE TABLE reminder (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  rotation_id text NOT NULL REFERENCES rotation,
  due_at timestamptz NOT NULL,
  claimed_until timestamptz,
  sent_at timestamptz,
  permalink text,
  problem text,
  UNIQUE (rotation_id, due_at),
  CHECK ((sent_at IS NULL) = (permalink IS NULL))
);
