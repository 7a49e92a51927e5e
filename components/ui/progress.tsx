interface ProgressProps {
  label: string;
  done: number;
  total: number;
  tone?: "accent" | "problem" | "ok";
  thin?: boolean;
}

const FILL = {
  accent: "[&::-webkit-progress-value]:bg-accent [&::-moz-progress-bar]:bg-accent",
  problem: "[&::-webkit-progress-value]:bg-problem [&::-moz-progress-bar]:bg-problem",
  ok: "[&::-webkit-progress-value]:bg-ok [&::-moz-progress-bar]:bg-ok",
};

/** A full bar means that everything is done: 99.9 % is drawn and read as 99. */
export function Progress({ label, done, total, tone = "accent", thin = false }: ProgressProps) {
  const percent = total === 0 ? 100 : Math.min(100, Math.floor((done / total) * 100));
  return (
    <progress
      aria-label={label}
      max={100}
      value={percent}
      className={`${thin ? "h-1" : "h-2"} ${FILL[tone]} block w-full appearance-none overflow-hidden rounded-sm border-0 bg-line [&::-webkit-progress-bar]:bg-line`}
    />
  );
}
