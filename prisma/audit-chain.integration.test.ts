import { Pool, type PoolClient } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ roles: true });
});
afterAll(() => database[Symbol.asyncDispose]());

const APPEND = `SELECT key_rotation.append_audit($1, $2, 'encryption_key', 2, $3, 'compliance_maintenance', '10.0.0.9') AS seq`;

interface Fault {
  seq: string;
  reason: string;
}

async function firstBroken(client: Pool | PoolClient): Promise<Fault | null> {
  const { rows } = await client.query<Fault>("SELECT * FROM key_rotation.first_broken_audit_event()");
  return rows[0] ?? null;
}

/** Runs as the owner and takes everything back afterwards. */
async function afterTampering<T>(sql: string, look: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await database.pool.connect();
  try {
    await client.query(`BEGIN; ${sql}`);
    return await look(client);
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
}

const CLIENTS = 16;
const EVENTS_EACH = 15;

test("16 clients that append at once, some of which roll back, leave no fork and no gap", async () => {
  const pool = new Pool({ connectionString: database.urlFor("web_test"), max: CLIENTS });
  const append = async (who: number) => {
    const client = await pool.connect();
    for (let event = 0; event < EVENTS_EACH; event += 1) {
      await client.query("BEGIN");
      await client.query(APPEND, [who, `EVENT_${event}`, { who, text: "Ș – 健康", n: 1.5 }]);
      await client.query(event % 5 === 4 ? "ROLLBACK" : "COMMIT");
    }
    client.release();
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, who) => append(who)));
  await pool.end();
  const kept = CLIENTS * EVENTS_EACH * 0.8;
  const { rows } = await database.pool.query<{ seq: string; prior: string | null }>(
    "SELECT seq, encode(prev_hash, 'hex') AS prior FROM key_rotation.audit_chain ORDER BY seq",
  );
  expect(rows.map((row) => Number(row.seq))).toEqual(Array.from({ length: kept }, (_, index) => index + 1));
  expect(new Set(rows.map((row) => row.prior)).size).toBe(kept);
  expect(await firstBroken(database.pool)).toBeNull();
});

const MIDDLE = 77;
const ROW = `id = (SELECT audit_log_id FROM key_rotation.audit_chain WHERE seq = ${MIDDLE})`;

describe("a row in the middle of the trail that was changed by hand is named", () => {
  test.each([
    ["organization_id", "1"],
    ["user_id", "user_id + 1"],
    ["user_id", "NULL"],
    ["action", "action || '.'"],
    ["entity_type", "'patient'"],
    ["entity_id", "3"],
    ["entity_id", "NULL"],
    ["changes", `changes || '{"approved": true}'`],
    ["changes", "changes - 'who'"],
    ["created_at", "created_at + interval '1 microsecond'"],
    ["action_context", "'drill'"],
    ["ip_address", "'10.0.0.8'"],
  ])("%s = %s", async (column, value) => {
    const fault = await afterTampering(`UPDATE audit_log SET ${column} = ${value} WHERE ${ROW}`, firstBroken);
    expect(fault).toEqual({ seq: String(MIDDLE), reason: "its content was changed" });
  });

  test("and so is every later one, when the hash was made to fit again", async () => {
    const forged = `UPDATE audit_log SET action = 'FORGED' WHERE ${ROW};
      UPDATE key_rotation.audit_chain c SET hash = sha256(c.prev_hash || convert_to(key_rotation.audit_canonical_v1(c.seq,
        l.organization_id, l.user_id, l.action, l.entity_type, l.entity_id, l.changes, l.created_at, l.action_context, l.ip_address), 'UTF8'))
        FROM audit_log l WHERE l.id = c.audit_log_id AND c.seq = ${MIDDLE}`;
    const fault = await afterTampering(forged, firstBroken);
    expect(fault).toEqual({ seq: String(MIDDLE + 1), reason: "the link to the event before it is broken" });
  });
});

describe("what was taken away or moved is noticed", () => {
  test.each<[string, string, Partial<Fault>]>([
    [
      "a row of audit_log",
      `DELETE FROM audit_log WHERE ${ROW}`,
      { seq: "77", reason: "its row in audit_log is missing" },
    ],
    [
      "a link of the chain",
      `DELETE FROM key_rotation.audit_chain WHERE seq = ${MIDDLE}`,
      { seq: "78", reason: "an event before this one is missing" },
    ],
    ["the first event", "DELETE FROM key_rotation.audit_chain WHERE seq = 1", { seq: "2" }],
    [
      "the newest event",
      "DELETE FROM key_rotation.audit_chain WHERE seq = 192",
      { seq: "192", reason: "the newest events are missing" },
    ],
    [
      "the newest 50 events with their rows",
      "DELETE FROM audit_log WHERE id IN (SELECT audit_log_id FROM key_rotation.audit_chain WHERE seq > 142); DELETE FROM key_rotation.audit_chain WHERE seq > 142",
      { reason: "the newest events are missing" },
    ],
    [
      "everything",
      "DELETE FROM audit_log; DELETE FROM key_rotation.audit_chain",
      { reason: "the newest events are missing" },
    ],
    [
      "the head's hash",
      "UPDATE key_rotation.audit_head SET hash = sha256('x')",
      { reason: "the newest events are missing" },
    ],
    [
      "the head's number",
      "UPDATE key_rotation.audit_head SET seq = seq + 1",
      { reason: "the newest events are missing" },
    ],
    [
      "a link that points to another row",
      "UPDATE key_rotation.audit_chain SET audit_log_id = audit_log_id + 100000 WHERE seq = 9",
      { seq: "9" },
    ],
    [
      "a previous hash",
      "UPDATE key_rotation.audit_chain SET prev_hash = sha256('x') WHERE seq = 9",
      { seq: "9" },
    ],
    [
      "two events that changed places",
      "UPDATE key_rotation.audit_chain SET audit_log_id = -audit_log_id WHERE seq IN (8, 9); UPDATE key_rotation.audit_chain SET audit_log_id = CASE seq WHEN 8 THEN (SELECT -audit_log_id FROM key_rotation.audit_chain WHERE seq = 9) ELSE (SELECT -audit_log_id FROM key_rotation.audit_chain WHERE seq = 8) END WHERE seq IN (8, 9)",
      { seq: "8", reason: "its content was changed" },
    ],
  ])("%s", async (_, sql, fault) => {
    expect(await afterTampering(sql, firstBroken)).toMatchObject(fault);
  });
});

test("the platform's own rows in audit_log stand beside the chain and do not break it", async () => {
  const own = "INSERT INTO audit_log (action, created_at) VALUES ('PATIENT_READ', now())";
  expect(await afterTampering(own, firstBroken)).toBeNull();
});

test("the database numbers and dates an event; the caller has no say in it", async () => {
  const pool = new Pool({ connectionString: database.urlFor("worker_test"), max: 1 });
  const { rows } = await pool.query<{ seq: string }>(APPEND, [
    null,
    "X",
    { created_at: "1999-01-01", seq: 1 },
  ]);
  await pool.end();
  const { rows: stored } = await database.pool.query<{ age: number; seq: string }>(
    `SELECT extract(epoch FROM now() - l.created_at)::float8 AS age, c.seq FROM audit_log l
       JOIN key_rotation.audit_chain c ON c.audit_log_id = l.id ORDER BY c.seq DESC LIMIT 1`,
  );
  expect(stored[0]?.seq).toBe(rows[0]?.seq);
  expect(Math.abs(stored[0]?.age ?? 99)).toBeLessThan(60);
});
