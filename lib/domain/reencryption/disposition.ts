/** What finally became of a cell that the job read. Exactly one holds. */
export const DISPOSITIONS = [
  "reencrypted",
  "alreadyCurrent",
  "raced",
  "deleted",
  "nulled",
  "quarantined",
] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

/** What the ledger says of a cell so far: `pending` is read and counted, but lost its swap and is looked at again. */
export type Standing = Disposition | "pending" | "unread";

/** What a look at the cell found: `swapped` is the job's own write, `current` opens under the current key. */
export type Finding = "swapped" | "current" | "unreadable" | "null" | "gone";

/** The standing after a look. Null, when a cell that was never read is not there: it is none of the job's. */
export function dispositionAfter(standing: Standing, finding: Finding): Disposition | null {
  if (finding === "swapped") return "reencrypted";
  if (finding === "unreadable") return "quarantined";
  const settled = standing !== "unread" && standing !== "pending" && standing !== "quarantined";
  if (finding === "current") {
    if (standing === "unread") return "alreadyCurrent";
    return standing === "reencrypted" || standing === "alreadyCurrent" ? standing : "raced";
  }
  if (standing === "unread") return null;
  if (settled) return standing;
  return finding === "null" ? "nulled" : "deleted";
}
