-- Written with every batch and read for the few rows that are met twice: compression would cost more than it saves.
ALTER TABLE key_rotation.reencryption_seen ALTER COLUMN keys SET STORAGE EXTERNAL;
