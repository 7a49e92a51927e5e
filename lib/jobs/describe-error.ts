import { scrub } from "../log.ts";

/** An error as a person may read it: one line, at most 500 characters, nothing that looks like a key. */
export function describeError(error: unknown): string {
  const message = error instanceof Error ? error.message : "Something that is not an error was thrown.";
  return scrub(message).replaceAll(/\s+/g, " ").slice(0, 500) || "It failed without saying why.";
}
