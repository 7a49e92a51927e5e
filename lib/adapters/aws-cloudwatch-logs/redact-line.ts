import type { LogLine } from "./parse-line.ts";

const LENGTH = 240;
const REMOVED = "[removed]";
/** The only fields of a JSON line that are repeated: nobody knows what a platform logs beside them. */
const SHOWN = ["level", "event", "message", "msg", "error", "err", "code", "cause", "table", "column", "id"];

const INSTANT = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?/g;
const TOKEN = /[A-Za-z0-9+/_=-]{16,}/g;
const HEX = /(?<![A-Za-z0-9])[0-9a-f]{12,}(?![A-Za-z0-9])/gi;
const DIGITS = /\+?\d(?:[\s().-]*\d){6,}/g;
const ADDRESS = /[^\s@"'<>]+@[^\s@"'<>]+/g;

/** Long runs of letters with a digit, or of both cases, are keys, tokens and ciphertext; names of columns are neither. */
function isKeyLike(token: string): boolean {
  return /\d/.test(token) || (token.length >= 20 && /[a-z]/.test(token) && /[A-Z]/.test(token));
}

function scrub(text: string): string {
  return text
    .replaceAll(ADDRESS, REMOVED)
    .replaceAll(TOKEN, (token) => (isKeyLike(token) ? REMOVED : token))
    .replaceAll(HEX, REMOVED)
    .replaceAll(DIGITS, REMOVED);
}

/** Instants stay, everything between them is scrubbed. */
function scrubAroundInstants(text: string): string {
  const instants = text.match(INSTANT) ?? [];
  return text
    .split(INSTANT)
    .map((part, index) => scrub(part) + (instants[index] ?? ""))
    .join("");
}

/** One short line of visible characters without anything that looks like a key, an address or a number of more than 6 digits. */
export function redactLine({ text, fields }: LogLine): string {
  const shown = fields
    ? SHOWN.flatMap((name) => {
        const value = fields[name];
        return typeof value === "string" || typeof value === "number" ? [`${name}=${value}`] : [];
      }).join(" ")
    : text;
  const visible = shown.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return scrubAroundInstants(visible).slice(0, LENGTH);
}
