/** "2026-11-24 15:33:16 UTC": an instant as people read it in a check or a message. */
export function instantText(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
