import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Child, startChild } from "./child.ts";
import { isBuildStale } from "./console-build.ts";
import { ENGINE_FLAGS } from "./engine-flags.ts";

export const PROJECT_ROOT = join(import.meta.dirname, "..");
const NEXT = join(PROJECT_ROOT, "node_modules", "next", "dist", "bin", "next");
const READY_WITHIN_MS = 60_000;

export interface ProcessPlace {
  logFile: (name: string) => string;
  say: (line: string) => void;
}

const quietNext = { NEXT_TELEMETRY_DISABLED: "1" };

/** Builds the console when its sources are newer than the last build. `own` receives the running build. */
export async function buildConsole(place: ProcessPlace, own: (child: Child) => void): Promise<void> {
  if (!isBuildStale(PROJECT_ROOT)) return;
  place.say("Building the console (about a minute) …");
  const child = startChild({
    name: "build",
    command: [process.execPath, NEXT, "build"],
    env: quietNext,
    cwd: PROJECT_ROOT,
    logFile: place.logFile("build"),
  });
  own(child);
  const outcome = await child.ended;
  if (outcome !== "status 0") {
    throw new Error(`The console could not be built (${outcome}):\n  ${child.lastLines().join("\n  ")}`);
  }
}

export function startConsole(place: ProcessPlace, port: number, env: Record<string, string>): Child {
  return startChild({
    name: "console",
    command: [process.execPath, NEXT, "start", "-H", "127.0.0.1", "-p", String(port)],
    env: { ...quietNext, ...env },
    cwd: PROJECT_ROOT,
    logFile: place.logFile("console"),
    showErrors: place.say,
  });
}

/** Waits until the console answers anything; its own death is watched elsewhere. */
export async function consoleAnswers(port: number): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/login`, {
        redirect: "manual",
        signal: AbortSignal.timeout(10_000),
      });
      await answer.body?.cancel();
      return;
    } catch {
      await delay(100);
    }
  }
  throw new Error("The console did not answer within a minute; see .keyturn/logs/console.log.");
}

export function startWorkerProcess(place: ProcessPlace, env: Record<string, string>): Child {
  return startChild({
    name: "worker",
    command: [process.execPath, ...ENGINE_FLAGS, join(PROJECT_ROOT, "bin", "worker.ts")],
    env,
    cwd: PROJECT_ROOT,
    logFile: place.logFile("worker"),
    showErrors: place.say,
  });
}
