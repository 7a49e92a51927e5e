import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { ENGINE_FLAGS } from "#sandbox/engine-flags.ts";
import { KEY_ENTRIES } from "./encrypted-platform.ts";

const root = join(import.meta.dirname, "..");

export interface HeadlessResult<Report> {
  status: number | null;
  /** The parsed stdout; undefined when the process was killed before it answered. */
  report: Report | undefined;
  stdout: string;
  stderr: string;
}

/** Starts `bin/<command>.ts` as `npm run` does, with the test platform's keys and nothing else in its environment. */
export function startHeadless<Report>(
  command: "reencrypt" | "verify",
  flags: string[],
  env: Record<string, string | undefined>,
): { child: ChildProcess; result: Promise<HeadlessResult<Report>> } {
  const child = spawn(
    join(root, "node_modules", ".bin", "node"),
    [...ENGINE_FLAGS, join(root, "bin", `${command}.ts`), ...flags],
    { cwd: root, env: { PATH: process.env.PATH, NODE_ENV: "test", ...KEY_ENTRIES, ...env } },
  );
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const result = new Promise<HeadlessResult<Report>>((done, fail) => {
    child.on("error", fail);
    child.on("close", (status) => {
      const report = stdout === "" ? undefined : (JSON.parse(stdout) as Report);
      done({ status, report, stdout, stderr });
    });
  });
  return { child, result };
}

export function runHeadless<Report>(
  command: "reencrypt" | "verify",
  flags: string[],
  env: Record<string, string | undefined>,
): Promise<HeadlessResult<Report>> {
  return startHeadless<Report>(command, flags, env).result;
}
