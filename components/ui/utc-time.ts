/** `2026-02-01 09:00:12 UTC` from an ISO instant; the seconds can be left out. */
export function utcTime(iso: string, precision: "minutes" | "seconds" = "seconds"): string {
  const text = new Date(iso).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, precision === "minutes" ? 16 : 19)} UTC`;
}
