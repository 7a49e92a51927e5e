const DAY = 86_400;
const HOUR = 3_600;
const MINUTE = 60;

/** Two units at most: `2 d 4 h`, `1 h 05 min`, `3 min 20 s`, `12 s`. Never negative. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole >= DAY) return `${Math.floor(whole / DAY)} d ${Math.floor((whole % DAY) / HOUR)} h`;
  if (whole >= HOUR) return `${Math.floor(whole / HOUR)} h ${pad(Math.floor((whole % HOUR) / MINUTE))} min`;
  if (whole >= MINUTE) return `${Math.floor(whole / MINUTE)} min ${pad(whole % MINUTE)} s`;
  return `${whole} s`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
