SET LOCAL search_path = key_rotation;

-- Cells per second while a job worked: neither a pause nor a throttle tells how fast this installation is. The newest job
-- that nobody slowed down counts; only where there is none, the newest that was. No row before the first.
CREATE OR REPLACE VIEW measured_rate AS
WITH steps AS (
  SELECT job_id, cells - lag(cells) OVER w AS cells, extract(epoch FROM at - lag(at) OVER w) AS seconds
    FROM reencryption_sample WINDOW w AS (PARTITION BY job_id ORDER BY at)
), worked AS (
  SELECT job_id, sum(cells)::float8 / nullif(sum(seconds), 0)::float8 AS rate FROM steps WHERE cells > 0 GROUP BY job_id
), overall AS (
  SELECT p.job_id, sum(p.reencrypted)::float8 AS cells FROM reencryption_progress p GROUP BY p.job_id
)
SELECT rate AS cells_per_second FROM (
  SELECT coalesce(w.rate, o.cells / nullif(extract(epoch FROM j.finished_at - j.started_at), 0)::float8) AS rate,
    j.cells_per_second IS NULL AS is_free, j.finished_at
    FROM reencryption_job j LEFT JOIN worked w ON w.job_id = j.id LEFT JOIN overall o ON o.job_id = j.id
   WHERE j.status LIKE 'completed%' AND j.started_at IS NOT NULL) AS jobs
WHERE rate > 0 ORDER BY is_free DESC, finished_at DESC LIMIT 1;
