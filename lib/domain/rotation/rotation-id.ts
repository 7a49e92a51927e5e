/** "2026-q4-v2": year and quarter of the start in UTC, and the new key's number, which is never used twice. */
export function rotationIdOf(startedAt: Date, newVersion: number): string {
  const quarter = Math.floor(startedAt.getUTCMonth() / 3) + 1;
  return `${startedAt.getUTCFullYear()}-q${quarter}-v${newVersion}`;
}
