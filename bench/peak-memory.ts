import { readFileSync } from "node:fs";

const EVERY_MS = 50;

/** Megabytes of resident memory at the process's peak until now, or until it ended; 0 where there is no /proc. */
export function watchMemory(pid: number | undefined): () => number {
  let peak = 0;
  const look = () => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      clearInterval(timer);
    }
  };
  const timer = setInterval(look, EVERY_MS).unref();
  return () => {
    look();
    return Math.round(peak);
  };
}
