-- When a worker last tried to ping the check outside: one of them does, once a minute.
ALTER TABLE key_rotation.scheduler ADD COLUMN ping_tried_at timestamptz;
