import type { DeskCellView } from "#lib/domain/rotation/waiver-views.ts";

const ADVICE: Record<string, string> = {
  empty: "The cell has no bytes. In the platform, enter the value again or set the cell to NULL.",
  "not-encrypted":
    "The value was stored as readable text. Save the record again in the platform so that it is encrypted, and report it: it was unprotected until then.",
  "too-short": "The value was cut off. Restore the cell from a backup, or enter the value again.",
  "unknown-version":
    "Its first byte names a key version that the secret does not hold. Look for that key in the password manager, or restore the cell from a backup.",
  "authentication-failed":
    "Its bytes were damaged, or were written with a key that nobody has. Restore the cell from a backup, or enter the value again.",
};

/** "mislabelled version": the cause as people read it. */
export function causeName(cause: string): string {
  return cause.replaceAll("-", " ");
}

/** What to do about a cell, in plain words. */
export function causeAdvice({ cause, opensWith }: Pick<DeskCellView, "cause" | "opensWith">): string {
  return opensWith === null
    ? (ADVICE[cause] ?? "Look at the cell in the platform.")
    : `It opens with the key V${opensWith} although its first byte says otherwise. Nothing is lost: save the record again in the platform, or correct the first byte.`;
}
