import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { endWithParent } from "./end-with-parent.ts";

export interface Child {
  pid: number;
  /** Resolves with `status 1` or the signal's name. */
  ended: Promise<string>;
  lastLines(): readonly string[];
  /** SIGTERM to its process group, SIGKILL after `graceMs`. */
  stop(graceMs: number): Promise<void>;
  /** SIGKILL, as a crashed machine would. */
  kill(): Promise<void>;
}

export interface ChildOptions {
  name: string;
  command: readonly [string, ...string[]];
  /** All it gets besides PATH, HOME and NODE_ENV=production. */
  env: Record<string, string>;
  cwd: string;
  logFile: string;
  /** Receives each line of its error output, prefixed with its name. */
  showErrors?: (line: string) => void;
}

const KEPT_LINES = 20;

function eachLine(stream: Readable, use: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on("line", use);
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended already.
  }
}

/** Starts a program in a process group of its own, so that the terminal's Ctrl-C reaches it only in our order. */
export function startChild({ name, command, env, cwd, logFile, showErrors }: ChildOptions): Child {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd,
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "/", NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) {
    child.on("error", () => undefined);
    throw new Error(`${name} could not be started: ${program} does not run.`);
  }
  const callOff = endWithParent(pid, "TERM");
  const log = createWriteStream(logFile, { mode: 0o600, flags: "a" });
  const kept: string[] = [];
  const keep = (line: string) => {
    log.write(`${line}\n`);
    kept.push(line);
    if (kept.length > KEPT_LINES) kept.shift();
  };
  eachLine(child.stdout, keep);
  eachLine(child.stderr, (line) => {
    keep(line);
    showErrors?.(`[${name}] ${line}`);
  });
  const ended = new Promise<string>((done) => {
    child.once("close", (status, signal) => {
      callOff();
      log.end();
      done(signal ?? `status ${status}`);
    });
  });
  return {
    pid,
    ended,
    lastLines: () => kept,
    stop: async (graceMs) => {
      signalGroup(pid, "SIGTERM");
      const killer = setTimeout(() => signalGroup(pid, "SIGKILL"), graceMs);
      await ended;
      clearTimeout(killer);
    },
    kill: async () => {
      signalGroup(pid, "SIGKILL");
      await ended;
    },
  };
}
