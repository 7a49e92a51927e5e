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
