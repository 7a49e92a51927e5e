import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { ReencryptionReport } from "#lib/domain/reencryption/report.ts";
import { ENGINE_FLAGS } from "#sandbox/engine-flags.ts";
import type { Turn } from "./endless-rotation.ts";
import { watchMemory } from "./peak-memory.ts";

export interface LongLivedWorker {
  /** One run of the engine, with one connection unless told otherwise. Throws when it does not complete. */
  rotate(turn: Turn): Promise<{ cells: number; milliseconds: number }>;
  /** Megabytes at its peak so far. */
  memory(): number;
  end(): Promise<void>;
}

/** A process that stays, as the console's worker does: no run pays for the start of Node and its compiler. */
export function startWorker(): LongLivedWorker {
  const child = fork(join(import.meta.dirname, "endless-rotation.ts"), {
    execArgv: ENGINE_FLAGS,
  });
  const memory = watchMemory(child.pid);
  return {
    rotate: async (turn) => {
      child.send(turn);
      const [report] = (await once(child, "message")) as [ReencryptionReport];
      if (report.status !== "completed") throw new Error(report.error ?? report.status);
      const cells = report.columns.reduce((sum, column) => sum + column.reencrypted, 0);
      return { cells, milliseconds: report.elapsedMs };
    },
    memory,
    end: async () => {
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}
