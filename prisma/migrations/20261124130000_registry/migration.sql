SET LOCAL search_path = key_rotation;

-- Who registered a column, and what it holds; without a name it came with the installation.
ALTER TABLE encrypted_column ADD COLUMN label text NOT NULL DEFAULT '';
ALTER TABLE encrypted_column ADD COLUMN registered_by text;
ALTER TABLE encrypted_column ADD COLUMN registered_at timestamptz NOT NULL DEFAULT now();
UPDATE encrypted_column SET label = names.label
FROM (VALUES ('patient_persons', 'phone_encrypted', 'Patient’s phone'),
  ('patient_persons', 'emergency_contact_phone_encrypted', 'Emergency contact’s phone'),
  ('organization_integrations', 'api_key_encrypted', 'API key of an integration')) AS names (table_name, column_name, label)
WHERE encrypted_column.table_schema = 'public'
  AND (encrypted_column.table_name, encrypted_column.column_name) = (names.table_name, names.column_name);

-- Binary columns that nobody registered or classified. Reads the catalogue only; a partition counts as its parent.
-- `row_key` is the key under which a rotation would read its rows; null when the table has none.
CREATE VIEW unclassified_column AS
SELECT n.nspname::text AS table_schema, c.relname::text AS table_name, a.attname::text AS column_name,
  a.atttypid = 'bytea[]'::regtype AS is_array,
  coalesce(
    (SELECT e.primary_key FROM encrypted_column e WHERE (e.table_schema, e.table_name) = (n.nspname, c.relname) LIMIT 1),
    (SELECT k.attname::text
       FROM pg_index i JOIN pg_attribute k ON k.attrelid = i.indrelid AND k.attnum = i.indkey[0]
      WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
        AND NOT EXISTS (SELECT FROM pg_attribute o WHERE o.attrelid = i.indrelid AND NOT o.attnotnull
                        AND o.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]))
      ORDER BY i.indnkeyatts, i.indisprimary DESC LIMIT 1)) AS row_key
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.atttypid IN ('bytea'::regtype, 'bytea[]'::regtype) AND a.attnum > 0 AND NOT a.attisdropped
  AND c.relkind IN ('r', 'p', 'f', 'm') AND NOT c.relispartition
  AND n.nspname NOT IN ('key_rotation', 'pg_catalog', 'information_schema', 'pg_toast')
  AND n.nspname NOT LIKE 'pg\_temp%' AND n.nspname NOT LIKE 'pg\_toast%'
  AND NOT EXISTS (SELECT FROM encrypted_column e
    WHERE (e.table_schema, e.table_name, e.column_name) = (n.nspname, c.relname, a.attname))
  AND NOT EXISTS (SELECT FROM unencrypted_column e
    WHERE (e.table_schema, e.table_name, e.column_name) = (n.nspname, c.relname, a.attname));

CREATE FUNCTION column_exists(p_schema text, p_table text, p_column text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT EXISTS (SELECT FROM pg_attribute
    WHERE attrelid = to_regclass(format('%I.%I', p_schema, p_table)) AND attname = p_column AND NOT attisdropped)
$$;

-- What a rotation needs of a registered column: read it with its key, and replace it. Nothing else of the table.
CREATE FUNCTION let_worker_reach(registered encrypted_column) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF registered.table_schema <> 'public' THEN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO keyturn_worker', registered.table_schema);
  END IF;
  EXECUTE format('GRANT SELECT (%1$I, %2$I), UPDATE (%2$I) ON %3$I.%4$I TO keyturn_worker',
    registered.primary_key, registered.column_name, registered.table_schema, registered.table_name);
END $$;

-- The only way into the registry of encrypted columns. False when the column waits for no classification, or cannot be rotated.
CREATE FUNCTION register_column(p_schema text, p_table text, p_column text, p_label text, p_by text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, key_rotation AS $$
DECLARE registered key_rotation.encrypted_column;
BEGIN
  INSERT INTO key_rotation.encrypted_column (table_schema, table_name, column_name, primary_key, label, registered_by)
  SELECT table_schema, table_name, column_name, row_key, p_label, p_by FROM key_rotation.unclassified_column
   WHERE (table_schema, table_name, column_name) = (p_schema, p_table, p_column) AND row_key IS NOT NULL AND NOT is_array
  RETURNING * INTO registered;
  IF NOT FOUND THEN RETURN false; END IF;
  -- A job that stopped was planned for fewer columns: the next start plans anew.
  UPDATE key_rotation.reencryption_job SET superseded = true WHERE NOT superseded AND status IN ('cancelled', 'failed');
  BEGIN
    PERFORM key_rotation.let_worker_reach(registered);
  EXCEPTION WHEN insufficient_privilege OR undefined_object THEN
    NULL; -- Another role owns the table. The page says so, until its owner has granted it.
  END;
  RETURN true;
END $$;

CREATE FUNCTION registered_column_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF key_rotation.column_exists(OLD.table_schema, OLD.table_name, OLD.column_name) THEN
    RAISE EXCEPTION 'A column leaves the registry when the platform has dropped it, not before.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER registered_column_stays BEFORE DELETE ON encrypted_column
  FOR EACH ROW EXECUTE FUNCTION registered_column_stays();

REVOKE ALL ON FUNCTION column_exists(text, text, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION let_worker_reach(encrypted_column) FROM PUBLIC;
REVOKE ALL ON FUNCTION register_column(text, text, text, text, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION registered_column_stays() FROM PUBLIC;

-- What the worker counted last in the registered columns; one row. Web cannot count: it has no right on those tables.
CREATE TABLE registry_count (
  id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  columns jsonb NOT NULL DEFAULT '[]',
  counted_at timestamptz,
  begun_at timestamptz NOT NULL DEFAULT now(),
  problem text
);
