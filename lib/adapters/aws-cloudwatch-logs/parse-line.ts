import { z } from "zod";

/** A line of the log: the fields of a JSON line, or null for one of plain text. */
export interface LogLine {
  text: string;
  fields: Readonly<Record<string, unknown>> | null;
}

const Fields = z.record(z.string(), z.unknown());

export function parseLine(text: string): LogLine {
  if (!text.trimStart().startsWith("{")) return { text, fields: null };
  try {
    return { text, fields: Fields.safeParse(JSON.parse(text)).data ?? null };
  } catch {
    return { text, fields: null };
  }
}
