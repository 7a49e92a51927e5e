/** `2026-02-01 09:00:12 UTC` from an ISO instant. */
export function utcTime(iso: string): string {
  const text = new Date(iso).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`;
}
