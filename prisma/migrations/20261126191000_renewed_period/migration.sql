-- When a watch after a repeated re-encryption began the period anew; NULL: it runs since it started.
ALTER TABLE key_rotation.safety_period ADD COLUMN renewed_at timestamptz CHECK (renewed_at >= started_at);
