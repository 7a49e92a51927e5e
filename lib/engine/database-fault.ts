/**
 * What an error of a database call asks for: `lost` a new connection, `contended` another try, `timeout` a smaller
 * batch. Everything else is `fatal`.
 */
export type DatabaseFault = "lost" | "contended" | "timeout" | "fatal";

const CONTENDED = new Set(["40001", "40P01", "55P03"]);
const LOST = new Set(["57P01", "57P02", "57P03", "57P05", "25P03", "53300"]);
const SOCKET = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);
const DRIVER =
  /^Connection terminated|^Client has encountered a connection error|^Client was closed|timeout expired|^Query read timeout|^Client has already been connected/;

export function faultOf(error: unknown): DatabaseFault {
  if (!(error instanceof Error)) return "fatal";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (CONTENDED.has(code)) return "contended";
  if (code === "57014") return "timeout";
  if (LOST.has(code) || code.startsWith("08") || SOCKET.has(code)) return "lost";
  if (error instanceof AggregateError)
    return error.errors.every((one) => faultOf(one) === "lost") ? "lost" : "fatal";
  return code === "" && DRIVER.test(error.message) ? "lost" : "fatal";
}

/** A table that was dropped: a partition may go while a job runs. */
export function isMissingTable(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "42P01";
}
