-- Whether a step that names the system waits for it: GitHub holds up those that deploy only where its workflow does it.
ALTER TABLE key_rotation.integration ADD COLUMN steps_wait boolean NOT NULL DEFAULT true;
