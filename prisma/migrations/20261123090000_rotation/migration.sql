-- Keyturn's own tables. The platform's tables are never touched by a migration.
CREATE SCHEMA IF NOT EXISTS key_rotation;
SET LOCAL search_path = key_rotation;

CREATE TABLE actor (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  issuer text NOT NULL,
  subject text NOT NULL,
  email text NOT NULL,
  name text NOT NULL,
  roles text[] NOT NULL DEFAULT '{}',
  platform_user_id bigint,
  platform_user_problem text,
  disabled_at timestamptz,
  last_sign_in_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (issuer, subject),
  CHECK (roles <@ ARRAY['security-engineer', 'security-approver', 'compliance-officer'])
);

CREATE TABLE session (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  actor_id uuid NOT NULL REFERENCES actor,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_active_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  auth_time timestamptz,
  revoked_at timestamptz
);
CREATE INDEX session_actor ON session (actor_id);

-- States of a key version as in NIST SP 800-57 Part 1; the key itself is never stored.
CREATE TABLE key_version (
  number integer PRIMARY KEY CHECK (number BETWEEN 1 AND 255),
  fingerprint text NOT NULL UNIQUE,
  state text NOT NULL CHECK (state IN ('pre-activation', 'active', 'suspended', 'deactivated', 'compromised', 'destroyed')),
  rotation_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  activated_at timestamptz,
  deactivated_at timestamptz
);
CREATE UNIQUE INDEX key_version_one_active ON key_version ((true)) WHERE state = 'active';

CREATE TABLE adoption (
  id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  proposal jsonb NOT NULL,
  proposed_at timestamptz NOT NULL DEFAULT now(),
  confirmed_by uuid REFERENCES actor,
  confirmed_at timestamptz
);

CREATE TABLE rotation (
  id text PRIMARY KEY,
  type text NOT NULL CHECK (type IN ('scheduled', 'emergency', 'drill')),
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'completed', 'cancelled')),
  old_version integer NOT NULL REFERENCES key_version,
  new_version integer NOT NULL CHECK (new_version BETWEEN 2 AND 255),
  epoch integer NOT NULL DEFAULT 0,
  planned_start timestamptz NOT NULL,
  created_by uuid NOT NULL REFERENCES actor,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  version integer NOT NULL DEFAULT 0,
  CHECK (new_version > old_version)
);
CREATE UNIQUE INDEX rotation_one_active ON rotation ((true)) WHERE status = 'active';

-- One duty per person and rotation: whoever operates cannot approve, whoever approved cannot operate.
CREATE TABLE participant (
  rotation_id text NOT NULL REFERENCES rotation,
  actor_id uuid NOT NULL REFERENCES actor,
  duty text NOT NULL CHECK (duty IN ('operator', 'approver')),
  since timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (rotation_id, actor_id),
  UNIQUE (rotation_id, actor_id, duty)
);

CREATE TABLE phase_run (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  rotation_id text NOT NULL REFERENCES rotation,
  step_id text NOT NULL,
  phase_id text NOT NULL,
  attempt integer NOT NULL DEFAULT 1,
  revision integer NOT NULL,
  status text NOT NULL DEFAULT 'ready'
    CHECK (status IN ('ready', 'awaiting-approval', 'approved', 'running', 'failed', 'completed', 'superseded')),
  input jsonb NOT NULL DEFAULT '{}',
  plan jsonb,
  plan_hash text,
  inspection_requested_at timestamptz,
  inspected_at timestamptz,
  problem text,
  started_by uuid REFERENCES actor,
  started_at timestamptz,
  -- Set with the audited intent just before the effect; a resumed run with it does not judge the checks again.
  effect_begun_at timestamptz,
  -- Results of the parts of an effect that are done, by name.
  progress jsonb NOT NULL DEFAULT '{}',
  finished_at timestamptz,
  claimed_by text,
  claim_expires_at timestamptz,
  fence bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 0,
  UNIQUE (rotation_id, step_id, phase_id, attempt)
);

CREATE TABLE check_result (
  phase_run_id uuid NOT NULL REFERENCES phase_run,
  moment text NOT NULL CHECK (moment IN ('inspection', 'perform')),
  check_id text NOT NULL,
  position integer NOT NULL,
  label text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('pass', 'fail', 'unknown')),
  value text NOT NULL,
  expected text NOT NULL,
  source text NOT NULL,
  checked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (phase_run_id, moment, check_id)
);

CREATE TABLE approval_request (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  rotation_id text NOT NULL REFERENCES rotation,
  step_id text NOT NULL,
  phase_id text NOT NULL,
  phase_run_id uuid NOT NULL REFERENCES phase_run,
  gate text NOT NULL,
  plan_hash text NOT NULL,
  plan jsonb NOT NULL,
  checks jsonb NOT NULL,
  epoch integer NOT NULL,
  approvers_needed integer NOT NULL CHECK (approvers_needed BETWEEN 1 AND 5),
  requested_by uuid NOT NULL REFERENCES actor,
  requested_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'approved', 'rejected', 'withdrawn', 'void', 'expired')),
  closed_at timestamptz,
  UNIQUE (id, requested_by, rotation_id)
);
CREATE UNIQUE INDEX approval_request_one_live ON approval_request (phase_run_id) WHERE status IN ('open', 'approved');

-- Self-approval, approval by an operator and a second decision of one person are refused here, not only in code.
CREATE TABLE approval (
  request_id uuid NOT NULL,
  rotation_id text NOT NULL,
  requested_by uuid NOT NULL,
  approver_id uuid NOT NULL,
  duty text NOT NULL DEFAULT 'approver' CHECK (duty = 'approver'),
  decision text NOT NULL CHECK (decision IN ('approved', 'rejected')),
  comment text NOT NULL DEFAULT '',
  decided_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (request_id, approver_id),
  FOREIGN KEY (request_id, requested_by, rotation_id) REFERENCES approval_request (id, requested_by, rotation_id),
  FOREIGN KEY (rotation_id, approver_id, duty) REFERENCES participant (rotation_id, actor_id, duty),
  CONSTRAINT approver_is_not_requester CHECK (approver_id <> requested_by)
);

CREATE TABLE evidence (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  phase_run_id uuid NOT NULL UNIQUE REFERENCES phase_run,
  data jsonb NOT NULL,
  digest text NOT NULL,
  recorded_for uuid NOT NULL REFERENCES actor,
  recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE worker (
  id text PRIMARY KEY,
  started_at timestamptz NOT NULL DEFAULT now(),
  heartbeat_at timestamptz NOT NULL DEFAULT now()
);

-- What the worker last heard from the platform's tasks; one row.
CREATE TABLE platform_health (
  id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  healthy boolean NOT NULL,
  message text NOT NULL,
  observed_at timestamptz NOT NULL DEFAULT now()
);

-- A flood of anonymous calls fills one counter per kind and five minutes, not the audit chain.
CREATE TABLE anonymous_refusal (
  bucket timestamptz NOT NULL,
  operation text NOT NULL,
  count bigint NOT NULL DEFAULT 1,
  audited_count bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (bucket, operation)
);

CREATE TABLE audit_head (
  id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  seq bigint NOT NULL,
  hash bytea NOT NULL
);
INSERT INTO audit_head (seq, hash) VALUES (0, sha256('keyturn audit chain'));

CREATE TABLE audit_chain (
  seq bigint PRIMARY KEY,
  audit_log_id bigint NOT NULL UNIQUE,
  canonical_version integer NOT NULL,
  prev_hash bytea NOT NULL,
  hash bytea NOT NULL
);

-- Canonical form 1. A later form gets a new number; this function never changes.
CREATE FUNCTION audit_canonical_v1(
  seq bigint, organization_id bigint, user_id bigint, action text, entity_type text, entity_id bigint,
  changes jsonb, created_at timestamptz, action_context text, ip_address inet
) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT jsonb_build_object(
    'seq', seq, 'organization_id', organization_id, 'user_id', user_id, 'action', action,
    'entity_type', entity_type, 'entity_id', entity_id, 'changes', changes,
    'created_at', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'action_context', action_context, 'ip_address', host(ip_address))::text
$$;

-- The only way into the chain: number, time and hashes are set here, whoever calls.
CREATE FUNCTION append_audit(
  p_user_id bigint, p_action text, p_entity_type text, p_entity_id bigint, p_changes jsonb,
  p_action_context text, p_ip_address inet
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, key_rotation AS $$
DECLARE
  head key_rotation.audit_head;
  next_seq bigint;
  stamp timestamptz;
  log_id bigint;
  next_hash bytea;
BEGIN
  SELECT * INTO STRICT head FROM key_rotation.audit_head WHERE id = 1 FOR UPDATE;
  next_seq := head.seq + 1;
  stamp := clock_timestamp();
  INSERT INTO public.audit_log
    (organization_id, user_id, action, entity_type, entity_id, changes, created_at, action_context, ip_address)
  VALUES (NULL, p_user_id, p_action, p_entity_type, p_entity_id, p_changes, stamp, p_action_context, p_ip_address)
  RETURNING id INTO log_id;
  next_hash := sha256(head.hash || convert_to(key_rotation.audit_canonical_v1(next_seq, NULL, p_user_id, p_action,
    p_entity_type, p_entity_id, p_changes, stamp, p_action_context, p_ip_address), 'UTF8'));
  INSERT INTO key_rotation.audit_chain VALUES (next_seq, log_id, 1, head.hash, next_hash);
  UPDATE key_rotation.audit_head SET seq = next_seq, hash = next_hash WHERE id = 1;
  RETURN next_seq;
END $$;

-- First event whose number, link or content does not fit, or no row when the whole chain holds.
CREATE FUNCTION first_broken_audit_event() RETURNS TABLE (seq bigint, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, key_rotation AS $$
  WITH linked AS (
    SELECT c.seq, c.prev_hash, c.hash, l.id AS log_id,
      lag(c.seq, 1, 0::bigint) OVER (ORDER BY c.seq) AS prior_seq,
      lag(c.hash, 1, sha256('keyturn audit chain')) OVER (ORDER BY c.seq) AS prior_hash,
      sha256(c.prev_hash || convert_to(key_rotation.audit_canonical_v1(c.seq, l.organization_id, l.user_id, l.action,
        l.entity_type, l.entity_id, l.changes, l.created_at, l.action_context, l.ip_address), 'UTF8')) AS expected
    FROM key_rotation.audit_chain c LEFT JOIN public.audit_log l ON l.id = c.audit_log_id
  ), faults AS (
    SELECT linked.seq, CASE
      WHEN linked.seq <> prior_seq + 1 THEN 'an event before this one is missing'
      WHEN prev_hash <> prior_hash THEN 'the link to the event before it is broken'
      WHEN log_id IS NULL THEN 'its row in audit_log is missing'
      WHEN hash <> expected THEN 'its content was changed'
    END AS reason FROM linked
    UNION ALL
    SELECT h.seq, 'the newest events are missing' FROM key_rotation.audit_head h
    WHERE h.seq <> coalesce((SELECT max(c.seq) FROM key_rotation.audit_chain c), 0)
       OR (h.seq > 0 AND h.hash IS DISTINCT FROM (SELECT c.hash FROM key_rotation.audit_chain c WHERE c.seq = h.seq))
  )
  SELECT faults.seq, faults.reason FROM faults WHERE faults.reason IS NOT NULL ORDER BY faults.seq LIMIT 1
$$;

REVOKE ALL ON FUNCTION append_audit(bigint, text, text, bigint, jsonb, text, inet) FROM PUBLIC;
REVOKE ALL ON FUNCTION first_broken_audit_event() FROM PUBLIC;
