SET LOCAL search_path = key_rotation;

-- What a waiver has to know of a cell: which keys were tried, whether one opens it whatever its label says, and a digest
-- of its bytes. The digest is keyed, because a cell that was never encrypted could be guessed from a plain one.
ALTER TABLE quarantine ADD COLUMN tried smallint[] NOT NULL DEFAULT '{}';
ALTER TABLE quarantine ADD COLUMN opens_with smallint;
ALTER TABLE quarantine ADD COLUMN digest text;

-- Two people's word that one cell, or one check as it stood, need not hold the rotation up.
CREATE TABLE waiver (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  rotation_id text NOT NULL REFERENCES rotation,
  kind text NOT NULL CHECK (kind IN ('cell', 'check')),
  column_name text,
  row_key text,
  row_id text,
  digest text,
  phase_run_id uuid REFERENCES phase_run,
  check_id text,
  label text,
  outcome text CHECK (outcome IN ('fail', 'unknown')),
  value text,
  epoch integer,
  reason text NOT NULL CHECK (length(trim(reason)) >= 10),
  proposed_by uuid NOT NULL REFERENCES actor,
  proposer_duty text NOT NULL DEFAULT 'operator' CHECK (proposer_duty = 'operator'),
  proposed_at timestamptz NOT NULL DEFAULT now(),
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'approved', 'rejected', 'withdrawn')),
  decided_by uuid REFERENCES actor,
  decider_duty text CHECK (decider_duty = 'approver'),
  decided_at timestamptz,
  comment text NOT NULL DEFAULT '',
  CONSTRAINT waiver_names_one_thing CHECK (
    CASE kind
      WHEN 'cell' THEN num_nulls(column_name, row_key, row_id, digest) = 0
        AND num_nonnulls(phase_run_id, check_id, label, outcome, value, epoch) = 0
      ELSE num_nulls(phase_run_id, check_id, label, outcome, value, epoch) = 0
        AND num_nonnulls(column_name, row_key, row_id, digest) = 0
    END),
  -- A CHECK that is NULL passes, so every column that decides is asked for by num_nulls.
  CONSTRAINT waiver_second_person CHECK (
    CASE WHEN status IN ('approved', 'rejected')
      THEN num_nulls(decided_by, decider_duty, decided_at) = 0 AND decided_by <> proposed_by
      ELSE num_nonnulls(decided_by, decider_duty) = 0 END),
  -- One duty per person and rotation, so these also keep operators from deciding and approvers from proposing.
  FOREIGN KEY (rotation_id, proposed_by, proposer_duty) REFERENCES participant (rotation_id, actor_id, duty),
  FOREIGN KEY (rotation_id, decided_by, decider_duty) REFERENCES participant (rotation_id, actor_id, duty)
);
CREATE UNIQUE INDEX waiver_one_live_per_cell ON waiver (rotation_id, column_name, row_key, digest)
  WHERE kind = 'cell' AND status IN ('open', 'approved');
CREATE UNIQUE INDEX waiver_one_live_per_check ON waiver (phase_run_id, check_id, epoch, outcome, md5(value))
  WHERE kind = 'check' AND status IN ('open', 'approved');

-- What was decided stays decided, whoever asks.
CREATE FUNCTION waiver_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> 'open' THEN
    RAISE EXCEPTION 'A waiver that was decided cannot be changed.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER waiver_is_final BEFORE UPDATE ON waiver FOR EACH ROW EXECUTE FUNCTION waiver_is_final();

-- Cells that a standing waiver covers: still quarantined, the same bytes, and proved to open with neither key of the rotation.
CREATE VIEW waived_cell AS
  SELECT w.rotation_id, w.id AS waiver_id, w.column_name, w.row_key, w.digest
    FROM waiver w
    JOIN rotation r ON r.id = w.rotation_id
    JOIN quarantine q ON q.column_name = w.column_name AND q.row_key = w.row_key AND q.digest = w.digest
   WHERE w.kind = 'cell' AND w.status = 'approved' AND q.resolved_at IS NULL AND q.opens_with IS NULL
     AND q.tried @> ARRAY[r.old_version, r.new_version]::smallint[];
