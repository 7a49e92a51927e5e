import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseTree } from "jsonc-parser";

const KEY_ENTRY = /^ENCRYPTION_(KEY_V\d+|CURRENT_VERSION)$/;

function entries(text: string): { name: string; source: string }[] {
  const properties = parseTree(text)?.children ?? [];
  return properties.map((property) => ({
    name: String(property.children?.[0]?.value ?? ""),
    source: text.slice(property.offset, property.offset + property.length),
  }));
}

/** Names only, in the order of the text. */
export function entryNames(text: string): string[] {
  return entries(text).map(({ name }) => name);
}

function digestOfOthers(text: string): { entries: number; sha256: string } {
  const others = entries(text).filter(({ name }) => !KEY_ENTRY.test(name));
  const digest = createHash("sha256");
  for (const { source } of others) digest.update(source).update("\0");
  return { entries: others.length, sha256: digest.digest("hex") };
}

export interface OtherEntries {
  count: number;
  unchanged: boolean;
}

/** Compares every byte of the entries that are not encryption keys with the digest in `file`, taken at the first call. */
export function compareOtherEntries(text: string, file: string): OtherEntries {
  const now = digestOfOthers(text);
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(now), { mode: 0o600 });
  const then = JSON.parse(readFileSync(file, "utf8")) as typeof now;
  return { count: then.entries, unchanged: then.sha256 === now.sha256 && then.entries === now.entries };
}
