import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CELLS, type CellColumn, type Model } from "./application.ts";
import type { PhaseKeys } from "./keys.ts";
import { type ChaosWorld, PLANTED } from "./world.ts";

export type StoredRow = Record<CellColumn, Buffer | null>;

/** What a round left behind, gathered by other means than the engine's own. */
export interface Evidence {
  keys: PhaseKeys;
  stored: Map<number, StoredRow>;
  model: Model;
  /** Cells that no key opens, as they were planted. */
  planted: Map<number, Buffer>;
  /** `column id` of each open entry. */
  quarantine: string[];
  /** Jobs towards this version; more than one when a finished job's process was killed before it could say so. */
  jobs: number;
  /** Distinct cells that the job's own connections wrote, by column, as a trigger of the table saw them. */
  written: Record<string, number>;
  /** Re-encrypted cells of the ledger, and of the row in the audit trail. */
  booked: Record<string, number>;
  audited: Record<string, number>;
  repeatedNonces: number;
  /** What clients with the keys of the phase could not read, or found to be another's. */
  clientViolations: string[];
  chain: { broken: string | null; events: number; highest: number };
  /** Outcomes of verifications while planted cells were there. */
  verifications: string[];
  /** Text of everything that is kept or printed, by where it is. */
  sinks: Map<string, string>;
  secrets: string[];
}

type Gathered = Pick<
  Evidence,
  "stored" | "quarantine" | "jobs" | "written" | "booked" | "audited" | "repeatedNonces" | "chain"
>;

export async function gather({ pool }: ChaosWorld, keys: PhaseKeys, after: string): Promise<Gathered> {
  const { rows } = await pool.query<{ id: string } & StoredRow>(
    `SELECT id, ${CELLS.join(", ")} FROM patient_persons`,
  );
  const counts = async (text: string, values: unknown[]) => {
    const found = await pool.query<{ column: string; cells: string }>(text, values);
    return Object.fromEntries(found.rows.map(({ column, cells }) => [column, Number(cells)]));
  };
  const one = async <Row>(text: string, values: unknown[] = []) =>
    (await pool.query(text, values)).rows[0] as Row;
  const quarantine = await pool.query<{ cell: string }>(
    "SELECT column_name || ' ' || row_id AS cell FROM key_rotation.quarantine WHERE resolved_at IS NULL",
  );
  const broken = await pool.query<{ seq: string; reason: string }>(
    "SELECT seq, reason FROM key_rotation.first_broken_audit_event()",
  );
  const [first] = broken.rows;
  return {
    stored: new Map(rows.map((row) => [Number(row.id), row])),
    quarantine: quarantine.rows.map((row) => row.cell),
    jobs: (
      await one<{ jobs: number }>(
        "SELECT count(*)::int AS jobs FROM key_rotation.reencryption_job WHERE target_version = $1",
        [keys.to],
      )
    ).jobs,
    written: await counts(
      `SELECT column_name AS "column", count(DISTINCT row_id) AS cells FROM chaos.write
        WHERE by_job AND n > $1 AND get_byte(head, 0) = $2 GROUP BY 1`,
      [after, keys.to],
    ),
    booked: await counts(
      `SELECT column_name AS "column", sum(reencrypted) AS cells FROM key_rotation.reencryption_ledger l
         JOIN key_rotation.reencryption_job j ON j.id = l.job_id
        WHERE j.target_version = $1 AND column_name LIKE 'patient%' GROUP BY 1 HAVING sum(reencrypted) > 0`,
      [keys.to],
    ),
    audited: await counts(AUDITED, [keys.to]),
    repeatedNonces: (
      await one<{ repeated: number }>(
        `SELECT count(*)::int AS repeated FROM (SELECT FROM chaos.write WHERE row_id::int > ${PLANTED} GROUP BY head HAVING count(*) > 1) AS r`,
      )
    ).repeated,
    chain: {
      broken: first ? `event ${first.seq}: ${first.reason}` : null,
      ...(await one<{ events: number; highest: number }>(
        "SELECT count(*)::int AS events, coalesce(max(seq), 0)::int AS highest FROM key_rotation.audit_chain",
      )),
    },
  };
}

/** The last audit row of each job: its figures are cumulative. */
const AUDITED = `
  SELECT c->>'column' AS "column", sum((c->>'reencrypted')::int) AS cells
    FROM (SELECT DISTINCT ON (changes->>'job') changes FROM audit_log
           WHERE action = 'KEY_REENCRYPTION' AND entity_id = $1 ORDER BY changes->>'job', id DESC) AS a,
         jsonb_array_elements(changes->'columns') AS c
   WHERE c->>'column' LIKE 'patient%' AND (c->>'reencrypted')::int > 0 GROUP BY 1`;

/** Keyturn's own tables, the platform's trail and the server's log, as text. */
export async function readSinks({ pool, serverLog }: ChaosWorld): Promise<Map<string, string>> {
  const sinks = new Map<string, string>();
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname = 'key_rotation' OR (schemaname = 'public' AND tablename = 'audit_log')`,
  );
  for (const { name } of tables) {
    const { rows } = await pool.query<{ text: string | null }>(
      `SELECT string_agg(t::text, E'\\n') AS text FROM ${name} AS t`,
    );
    sinks.set(name, rows[0]?.text ?? "");
  }
  for (const file of readdirSync(serverLog))
    sinks.set(`server log ${file}`, readFileSync(join(serverLog, file), "latin1"));
  return sinks;
}
