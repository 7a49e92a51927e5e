-- NULL: the tasks could not be listed, or are being replaced; the overview says unknown.
ALTER TABLE key_rotation.platform_health ALTER COLUMN healthy DROP NOT NULL;
