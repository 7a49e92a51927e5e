import type { Pool } from "pg";
import { expect, vi } from "vitest";

const AT = "SELECT heartbeat_at::text AS at FROM key_rotation.reencryption_lease";

/** As many more beats of the coordinator's heart: it has looked again and decided the same. */
export async function beats(pool: Pool, count: number): Promise<void> {
  for (let beat = 0; beat < count; beat += 1) {
    const before = (await pool.query(AT)).rows[0];
    const next = async () => expect((await pool.query(AT)).rows[0]).not.toEqual(before);
    await vi.waitFor(next, { timeout: 30_000, interval: 25 });
  }
}
