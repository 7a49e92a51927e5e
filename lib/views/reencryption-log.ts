import type { Database } from "#lib/db/client.ts";
import type { LogLineView } from "../domain/rotation/live-views.ts";

export const LOG_PAGE_SIZE = 100;

export interface LogFilter {
  /** Lines of this level and worse; empty: all. */
  level: "" | "warning" | "problem";
  /** Text that a line contains, in any case; empty: all. */
  q: string;
  page: number;
  /** Opens the page on which this line stands, whatever the page says. */
  line: string;
}

export interface LogPage {
  /** Newest first. */
  lines: LogLineView[];
  total: number;
  page: number;
}

const LEVELS = { "": ["info", "warning", "problem"], warning: ["warning", "problem"], problem: ["problem"] };

interface LogRow {
  id: bigint;
  at: Date;
  level: LogLineView["level"];
  text: string;
}

/** What the re-encryptions of a rotation did, a page at a time. */
export async function findReencryptionLog(
  db: Database,
  rotationId: string,
  filter: LogFilter,
): Promise<LogPage> {
  const levels = LEVELS[filter.level];
  const contains = `%${filter.q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const line = filter.line === "" ? null : BigInt(filter.line);
  const [place] = await db.$queryRaw<{ total: bigint; newer: bigint }[]>`
    SELECT count(*) AS total, count(*) FILTER (WHERE l.id > ${line}) AS newer
    FROM key_rotation.reencryption_log l JOIN key_rotation.reencryption_job j ON j.id = l.job_id
    WHERE j.rotation_id = ${rotationId} AND l.level = ANY (${levels}) AND l.text ILIKE ${contains}`;
  const page = line === null ? filter.page : Math.floor(Number(place?.newer ?? 0n) / LOG_PAGE_SIZE) + 1;
  const rows = await db.$queryRaw<LogRow[]>`
    SELECT l.id, l.at, l.level, l.text
    FROM key_rotation.reencryption_log l JOIN key_rotation.reencryption_job j ON j.id = l.job_id
    WHERE j.rotation_id = ${rotationId} AND l.level = ANY (${levels}) AND l.text ILIKE ${contains}
    ORDER BY l.id DESC LIMIT ${LOG_PAGE_SIZE} OFFSET ${(page - 1) * LOG_PAGE_SIZE}`;
  return { lines: rows.map(lineView), total: Number(place?.total ?? 0n), page };
}

const NEWEST = 12;

/** The last lines of one job, newest first. */
export async function listNewestLines(db: Database, jobId: string): Promise<LogLineView[]> {
  const rows = await db.$queryRaw<LogRow[]>`
    SELECT id, at, level, text FROM key_rotation.reencryption_log
    WHERE job_id = ${jobId}::uuid ORDER BY id DESC LIMIT ${NEWEST}`;
  return rows.map(lineView);
}

function lineView({ id, at, ...line }: LogRow): LogLineView {
  return { id: String(id), at: at.toISOString(), ...line };
}
