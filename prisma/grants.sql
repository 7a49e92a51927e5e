-- Least-privilege roles of Keyturn's processes. Run by the owner after the migrations; safe to run again.
-- A deployment grants these roles to the login users of its web, worker and report processes.
DO $$
DECLARE role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['keyturn_web', 'keyturn_worker', 'keyturn_report'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
    END IF;
  END LOOP;
END $$;

-- A temporary table or type could stand in for one that a function of the owner means; Keyturn's processes need none.
DO $$
BEGIN
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC, keyturn_web, keyturn_worker, keyturn_report', current_database());
END $$;

-- What an earlier version of this file granted ends here; all of it runs in one transaction.
REVOKE ALL ON ALL TABLES IN SCHEMA key_rotation FROM keyturn_web, keyturn_worker, keyturn_report;
GRANT USAGE ON SCHEMA key_rotation TO keyturn_web, keyturn_worker, keyturn_report;
GRANT SELECT ON ALL TABLES IN SCHEMA key_rotation TO keyturn_web, keyturn_worker, keyturn_report;
REVOKE SELECT ON key_rotation.session, key_rotation.calendar_token FROM keyturn_worker, keyturn_report;
-- The sealed file leaves by the console only, where its download is audited.
REVOKE SELECT ON key_rotation.escrow_copy FROM keyturn_report;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA key_rotation TO keyturn_web, keyturn_worker;

-- The trail: read by all, written only through append_audit.
GRANT SELECT ON public.audit_log TO keyturn_web, keyturn_worker, keyturn_report;
GRANT EXECUTE ON FUNCTION key_rotation.append_audit(bigint, text, text, bigint, jsonb, text, inet) TO keyturn_web, keyturn_worker;
GRANT EXECUTE ON FUNCTION key_rotation.first_broken_audit_event() TO keyturn_web, keyturn_worker, keyturn_report;

-- Web: decisions of people. No right on any table with patients' data.
GRANT SELECT (id, email) ON public.users TO keyturn_web;
GRANT INSERT, UPDATE ON key_rotation.actor, key_rotation.session, key_rotation.rotation, key_rotation.phase_run,
  key_rotation.approval_request, key_rotation.anonymous_refusal, key_rotation.adoption TO keyturn_web;
GRANT INSERT ON key_rotation.participant, key_rotation.approval, key_rotation.key_version TO keyturn_web;

GRANT INSERT, UPDATE ON key_rotation.setting, key_rotation.safety_issue TO keyturn_web;
-- A waiver's subject and reason stay as they were proposed.
GRANT INSERT ON key_rotation.waiver TO keyturn_web;
GRANT UPDATE (status, decided_by, decider_duty, decided_at, comment) ON key_rotation.waiver TO keyturn_web;
-- Reporting an issue moves the end of the period, never its start.
GRANT UPDATE (ends_at) ON key_rotation.safety_period TO keyturn_web;
-- Orders to a running job; what was approved for it stays.
GRANT UPDATE (wish, cells_per_second, duty_percent, lag_high_seconds, lag_low_seconds, p95_high_ms, p95_low_ms,
  dead_high_percent, dead_low_percent, version, wished_by, wished_at) ON key_rotation.reencryption_control TO keyturn_web;
GRANT INSERT ON key_rotation.reencryption_log TO keyturn_web;

-- Messages are queued with the decision that they tell of; only the worker can say that one was sent.
GRANT INSERT ON key_rotation.outgoing_message TO keyturn_web;
GRANT UPDATE (next_attempt_at, given_up_at) ON key_rotation.outgoing_message TO keyturn_web;

-- The registry: a column enters by a function that looks at the catalogue, and leaves when the platform has dropped it.
GRANT EXECUTE ON FUNCTION key_rotation.register_column(text, text, text, text, text),
  key_rotation.column_exists(text, text, text) TO keyturn_web;
GRANT DELETE ON key_rotation.encrypted_column TO keyturn_web;
GRANT INSERT, DELETE ON key_rotation.unencrypted_column TO keyturn_web;
-- A wish to test a connection; what came of it, the worker writes.
GRANT INSERT ON key_rotation.integration_test TO keyturn_web;
-- The worker asks what it may not reach.
GRANT EXECUTE ON FUNCTION key_rotation.missing_grant(key_rotation.encrypted_column),
  key_rotation.grant_statement(key_rotation.encrypted_column),
  key_rotation.row_key_columns(key_rotation.encrypted_column) TO keyturn_worker;

-- A subscription to the calendar: its owner and hash stay, and revoking it is for good.
GRANT INSERT ON key_rotation.calendar_token TO keyturn_web;
GRANT UPDATE (revoked_at, last_read_at, hour_began_at, reads_in_hour) ON key_rotation.calendar_token TO keyturn_web;

-- Worker: outcomes, and the registered columns of the platform: read and update those, nothing else.
GRANT INSERT ON key_rotation.evidence TO keyturn_worker;
GRANT UPDATE ON key_rotation.approval_request TO keyturn_worker;
GRANT INSERT, UPDATE ON key_rotation.phase_run, key_rotation.key_version, key_rotation.worker, key_rotation.adoption,
  key_rotation.anonymous_refusal, key_rotation.platform_health, key_rotation.registry_count TO keyturn_worker;
GRANT INSERT, UPDATE, DELETE ON key_rotation.check_result, key_rotation.reencryption_job, key_rotation.reencryption_lease,
  key_rotation.reencryption_range, key_rotation.reencryption_ledger, key_rotation.reencryption_column,
  key_rotation.reencryption_seen, key_rotation.reencryption_sample, key_rotation.quarantine,
  key_rotation.reencryption_control, key_rotation.reencryption_log, key_rotation.reencryption_worker TO keyturn_worker;
GRANT INSERT ON key_rotation.safety_period, key_rotation.monitor_sample, key_rotation.escrow_copy TO keyturn_worker;
GRANT UPDATE (ends_at, watch_run, renewed_at, next_reading_at) ON key_rotation.safety_period TO keyturn_worker;
GRANT INSERT, UPDATE ON key_rotation.integration TO keyturn_worker;
GRANT UPDATE (claimed_until, finished_at, checked, problem) ON key_rotation.integration_test TO keyturn_worker;
GRANT INSERT, UPDATE ON key_rotation.outgoing_message TO keyturn_worker;
GRANT INSERT, UPDATE ON key_rotation.scheduler TO keyturn_worker;
GRANT INSERT ON key_rotation.rotation_proposal TO keyturn_worker;
-- The sealed copy goes with the last step of its key's life.
GRANT DELETE ON key_rotation.escrow_copy TO keyturn_worker;
-- A monitor opens issues; only people close them.
GRANT INSERT ON key_rotation.safety_issue TO keyturn_worker;
-- An issue that a monitor reports voids approvals: it raises the epoch.
GRANT UPDATE (status, retired_at, finished_at, epoch, key_dropped_at) ON key_rotation.rotation TO keyturn_worker;
-- Row locks (FOR UPDATE, FOR SHARE) ask for the right to update a column.
GRANT UPDATE (version) ON key_rotation.rotation TO keyturn_worker;
GRANT UPDATE (last_sign_in_at) ON key_rotation.actor TO keyturn_worker;
DO $$
DECLARE registered key_rotation.encrypted_column;
BEGIN
  FOR registered IN SELECT * FROM key_rotation.encrypted_column e
    WHERE key_rotation.column_exists(e.table_schema, e.table_name, e.column_name)
  LOOP
    PERFORM key_rotation.let_worker_reach(registered);
  END LOOP;
END $$;

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_namespace WHERE nspname = 'key_rotation_jobs') THEN
    GRANT USAGE ON SCHEMA key_rotation_jobs TO keyturn_web, keyturn_worker;
    GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA key_rotation_jobs TO keyturn_web;
    GRANT UPDATE, DELETE ON key_rotation_jobs.instance TO keyturn_web;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA key_rotation_jobs TO keyturn_worker;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA key_rotation_jobs TO keyturn_web, keyturn_worker;
  END IF;
END $$;
