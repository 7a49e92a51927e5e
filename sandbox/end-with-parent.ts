import { spawn } from "node:child_process";

/**
 * Has `pid` signalled when this process ends for whatever reason, SIGKILL included: a shell waits on a pipe that
 * only this process holds open. Returns a function that calls it off; do so once `pid` has ended.
 */
export function endWithParent(pid: number, signal: "INT" | "TERM"): () => void {
  const guard = spawn(
    "/bin/sh",
    ["-c", 'read -r _; kill -s "$1" "$2" 2>/dev/null', "sh", signal, String(pid)],
    {
      stdio: ["pipe", "ignore", "ignore"],
      cwd: "/",
      detached: true,
    },
  );
  guard.unref();
  guard.on("error", () => undefined);
  guard.stdin.on("error", () => undefined);
  return () => guard.kill("SIGKILL");
}
