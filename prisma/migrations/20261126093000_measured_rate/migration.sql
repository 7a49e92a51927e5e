SET LOCAL search_path = key_rotation;

-- Cells per second of the newest completed re-encryption of this installation, from its own ledger and clock; no row before.
CREATE VIEW measured_rate AS
SELECT rate AS cells_per_second FROM (
  SELECT (SELECT sum(p.reencrypted) FROM reencryption_progress p WHERE p.job_id = j.id)::float8
      / nullif(extract(epoch FROM j.finished_at - j.started_at), 0)::float8 AS rate
    FROM reencryption_job j WHERE j.status LIKE 'completed%' AND j.started_at IS NOT NULL
   ORDER BY j.finished_at DESC LIMIT 1) AS newest
WHERE rate > 0;
