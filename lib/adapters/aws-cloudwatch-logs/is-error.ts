import type { LogLine } from "./parse-line.ts";

const LEVELS = new Set(["ERROR", "FATAL", "PANIC", "CRITICAL"]);
/** pino and bunyan write 50 for an error, more for what is worse. */
const NUMERIC_ERROR = 50;
const PLAIN_LEVEL = /\b(ERROR|FATAL|PANIC|CRITICAL)\b/;
const FAILURE = [
  /\b(en|de)crypt\w*[\s_-]+(\w+[\s_-]+){0,3}(fail|error)/i,
  /\b(fail\w*|error|cannot|can't|could not|unable)\b.{0,40}\b(en|de)crypt/i,
  /message authentication failed|unknown key version|bad decrypt/i,
];
/** Where a JSON line says what happened; a counter named `decrypt_errors` says nothing by its name. */
const SAYING = ["message", "msg", "event", "error", "err"] as const;

const tellsFailure = (text: string) => FAILURE.some((pattern) => pattern.test(text));

/** Whether a line tells an error: by its level, by the words of a failed encryption or decryption, or because `also` finds it. */
export function isError({ text, fields }: LogLine, also?: RegExp): boolean {
  if (also?.test(text)) return true;
  if (!fields) return PLAIN_LEVEL.test(text) || tellsFailure(text);
  const level = fields.level ?? fields.severity;
  if (typeof level === "number" && level >= NUMERIC_ERROR) return true;
  if (typeof level === "string" && LEVELS.has(level.toUpperCase())) return true;
  return SAYING.some((name) => {
    const said = fields[name];
    return typeof said === "string" && tellsFailure(said);
  });
}
