SET LOCAL search_path = key_rotation;

-- What Keyturn says to other systems. The id is the token under which the receiver is asked whether it has it already.
CREATE TABLE outgoing_message (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  key text NOT NULL UNIQUE,
  -- Messages about one subject are sent in the order of `seq`.
  subject text,
  system text NOT NULL CHECK (system IN ('slack', 'github', 'pagerduty')),
  payload jsonb NOT NULL,
  rotation_id text REFERENCES rotation,
  phase_run_id uuid REFERENCES phase_run,
  created_at timestamptz NOT NULL DEFAULT now(),
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  -- Also the fence: what an earlier attempt has to say is not recorded any more.
  attempts integer NOT NULL DEFAULT 0,
  claimed_until timestamptz,
  -- What was found at the receiver that the message is about, kept before it is touched.
  target text,
  sent_at timestamptz,
  permalink text,
  problem text,
  failing_since timestamptz,
  given_up_at timestamptz,
  CHECK (permalink IS NULL OR sent_at IS NOT NULL),
  CHECK (sent_at IS NULL OR given_up_at IS NULL),
  CHECK ((problem IS NULL) = (failing_since IS NULL))
);
CREATE INDEX outgoing_message_waiting ON outgoing_message (system, next_attempt_at)
  WHERE sent_at IS NULL AND given_up_at IS NULL;
CREATE INDEX outgoing_message_subject ON outgoing_message (subject, seq) WHERE sent_at IS NULL AND given_up_at IS NULL;
CREATE INDEX outgoing_message_rotation ON outgoing_message (rotation_id);
CREATE INDEX outgoing_message_phase ON outgoing_message (phase_run_id);

CREATE FUNCTION outgoing_message_stays_as_queued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.sent_at IS NOT NULL THEN
    RAISE EXCEPTION 'A message that was sent is final.' USING ERRCODE = 'check_violation';
  END IF;
  IF (NEW.id, NEW.key, NEW.payload, NEW.system, NEW.created_at) IS DISTINCT FROM
     (OLD.id, OLD.key, OLD.payload, OLD.system, OLD.created_at) THEN
    RAISE EXCEPTION 'A message stays as it was queued.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER outgoing_message_stays_as_queued BEFORE UPDATE ON outgoing_message
  FOR EACH ROW EXECUTE FUNCTION outgoing_message_stays_as_queued();

-- Reminders that were sent keep their key, so that none is sent again; the others are planned anew.
INSERT INTO outgoing_message (id, key, system, payload, rotation_id, created_at, sent_at, permalink)
SELECT id, format('destruction-reminder %s %s', rotation_id, to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
  'slack', jsonb_build_object('system', 'slack', 'channel', 'security', 'blocks', '[]'::jsonb,
    'text', 'A retired encryption key waits for its destruction.'),
  rotation_id, due_at, sent_at, permalink
FROM reminder WHERE sent_at IS NOT NULL;
DROP TABLE reminder;
