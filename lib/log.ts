import pino from "pino";

/** 32 or more hex digits, or 32 bytes in base64 or base64url: whatever it is, it is not needed in a log. */
const KEY_LIKE = /\b[0-9a-f]{40,}\b|\\x[0-9a-f]{32,}|[A-Za-z0-9+/]{43}=|(?<![\w-])[\w-]{43}(?![\w-])/gi;

export function scrub(text: string): string {
  return text.replace(KEY_LIKE, "[removed]");
}

/** Structured log on stdout. Every line is scrubbed of anything that looks like a key or a ciphertext. */
export const log = pino({ base: null }, { write: (line: string) => void process.stdout.write(scrub(line)) });
