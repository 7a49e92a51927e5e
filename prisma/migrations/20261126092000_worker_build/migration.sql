SET LOCAL search_path = key_rotation;

-- Which build each worker runs: a re-encryption is approved for one.
ALTER TABLE worker ADD COLUMN version text NOT NULL DEFAULT '';
ALTER TABLE worker ADD COLUMN build_digest text NOT NULL DEFAULT '';
