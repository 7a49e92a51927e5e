import { expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

interface Job {
  limit?: number;
  /** Cells done by the second of the job: [second, cells]. */
  samples: [number, number][];
  finishedDaysAgo: number;
}

async function completed({ pool }: TestDatabase, { limit, samples, finishedDaysAgo }: Job): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO key_rotation.reencryption_job (id, target_version, status, batch_size, connections, cells_per_second, started_at, finished_at)
     VALUES (gen_random_uuid(), 2, 'completed', 1000, 1, $1, now() - interval '30 days', now() - make_interval(days => $2)) RETURNING id`,
    [limit ?? null, finishedDaysAgo],
  );
  for (const [second, cells] of samples)
    await pool.query(
      "INSERT INTO key_rotation.reencryption_sample (job_id, at, cells) VALUES ($1, timestamptz '2026-01-01' + make_interval(secs => $2), $3)",
      [rows[0]?.id, second, cells],
    );
}

/** Ten seconds at this rate. */
const at = (cells: number): Job["samples"] => [
  [0, 0],
  [10, cells * 10],
];

async function rate({ pool }: TestDatabase): Promise<number | null> {
  const { rows } = await pool.query<{ rate: number }>(
    "SELECT cells_per_second AS rate FROM key_rotation.measured_rate",
  );
  return rows[0]?.rate ?? null;
}

test("the measured rate is that of the work: no pause makes an installation look slow", async () => {
  const database = await testDatabase();
  expect(await rate(database)).toBeNull();
  const samples: Job["samples"] = [
    [0, 0],
    [1, 5_000],
    [3_601, 5_000],
    [3_602, 10_000],
  ];
  await completed(database, { samples, finishedDaysAgo: 3 });
  expect(await rate(database)).toBe(5_000);
});

test("of several runs the newest counts that nobody slowed down", async () => {
  const database = await testDatabase();
  await completed(database, { limit: 60, samples: at(60), finishedDaysAgo: 9 });
  expect(await rate(database)).toBe(60);
  await completed(database, { samples: at(4_000), finishedDaysAgo: 8 });
  await completed(database, { samples: at(5_000), finishedDaysAgo: 7 });
  await completed(database, { limit: 30, samples: at(30), finishedDaysAgo: 1 });
  expect(await rate(database)).toBe(5_000);
});
