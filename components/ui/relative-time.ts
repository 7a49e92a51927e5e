const UNITS = [
  { seconds: 31_557_600, name: "y" },
  { seconds: 86_400, name: "d" },
  { seconds: 3_600, name: "h" },
  { seconds: 60, name: "min" },
  { seconds: 1, name: "s" },
] as const;

/** `4 min ago`, `in 48 d`, `just now`. Both instants in milliseconds since the epoch. */
export function relativeTime(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000);
  const distance = Math.abs(seconds);
  if (distance < 2) return "just now";
  const unit = UNITS.find((candidate) => distance >= candidate.seconds) ?? UNITS[4];
  // A year is coarse: two years back and 23 months back must not read alike before two have passed.
  const text =
    unit.name === "y" && distance < 2 * unit.seconds
      ? `${Math.floor(distance / 86_400)} d`
      : `${Math.floor(distance / unit.seconds)} ${unit.name}`;
  return seconds < 0 ? `${text} ago` : `in ${text}`;
}
