import type { Client } from "pg";

export interface LogLine {
  level: "info" | "warning" | "problem";
  /** Made of names, row ids, numbers and SQLSTATEs; never of a value. */
  text: string;
}

/** Of each job; older ones go. */
export const MOST_LINES = 5_000;
const MOST_WAITING = 100;
const LONGEST = 500;

/** Adds lines to the job's log, in the transaction of what they tell where there is one. */
export async function writeLog(client: Client, jobId: string, lines: readonly LogLine[]): Promise<void> {
  if (lines.length === 0) return;
  await client.query(
    `WITH added AS (
       INSERT INTO key_rotation.reencryption_log (job_id, level, text)
       SELECT $1, l.level, left(l.text, ${LONGEST}) FROM json_to_recordset($2) AS l(level text, text text) RETURNING id
     )
     DELETE FROM key_rotation.reencryption_log WHERE job_id = $1 AND id <= (
       SELECT id FROM key_rotation.reencryption_log WHERE job_id = $1 ORDER BY id DESC
       OFFSET greatest(0, ${MOST_LINES} - (SELECT count(*) FROM added)) LIMIT 1)`,
    [jobId, JSON.stringify(lines)],
  );
}

/** Work that is repeated: nothing of it was done. */
export function retryLine(what: string, error: unknown): LogLine {
  const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
  return { level: "warning", text: `${what} is tried again${code}.` };
}

/** Lines that cannot be written where they arise, because their own transaction was lost; the heartbeat writes them. */
export class Journal {
  #waiting: (LogLine & { times: number })[] = [];

  note(line: LogLine): void {
    const last = this.#waiting.at(-1);
    if (last?.text === line.text) last.times += 1;
    else if (this.#waiting.length < MOST_WAITING) this.#waiting.push({ ...line, times: 1 });
  }

  async flush(client: Client, jobId: string): Promise<void> {
    const lines = this.#waiting.map(({ level, text, times }) => ({
      level,
      text: times === 1 ? text : `${text} (${times} times)`,
    }));
    await writeLog(client, jobId, lines);
    this.#waiting = this.#waiting.slice(lines.length);
  }
}
