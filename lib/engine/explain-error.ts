const ADVICE: Record<string, string> = {
  "25006": "the database is read-only (after a fail-over, or a replica): point DATABASE_URL at the writer",
  "28000": "the database refuses this role: check DATABASE_URL",
  "28P01": "the database refuses this role's password: check DATABASE_URL",
  "3D000": "the database does not exist: check DATABASE_URL",
  "42501":
    "the role lacks a privilege: let the owner run npm run db:migrate and grant SELECT and UPDATE of the registered columns",
  "42P01": "a table is missing: check DATABASE_URL, and let the owner run npm run db:migrate",
  "53100": "the database's disk is full: make room, then run the job again",
  P0001: "a trigger of the platform refused the UPDATE: let it pass the job's role, then run the job again",
};
const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "EAI_AGAIN",
  "ECONNRESET",
]);

/** One line that says what happened and what to do. Text of the database is cleared of anything that may be a value. */
export function explainError(error: unknown): string {
  if (!(error instanceof Error)) return "Unknown error: run the job again.";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (UNREACHABLE.has(code))
    return `The database does not answer (${code}): check DATABASE_URL and the network.`;
  if (!/^[0-9A-Z]{5}$/.test(code)) return oneLine(error.message);
  if (/row-level security/.test(error.message)) {
    return `${oneLine(error.message)}: the job's role would not see every row. Give it BYPASSRLS, or run as the table's owner.`;
  }
  // The text of RAISE EXCEPTION is the platform's own and could quote the row.
  const advice = ADVICE[code] ?? "run the job again, and look at the database's log if it stays";
  return `${code === "P0001" ? "" : `${oneLine(error.message)} — `}${advice} (SQLSTATE ${code}).`;
}

function oneLine(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/(\\x)?[0-9a-fA-F]{16,}/g, "…")
    .slice(0, 1000);
}
