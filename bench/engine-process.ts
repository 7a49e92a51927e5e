import type { ReencryptionReport } from "#lib/domain/reencryption/report.ts";
import { KEY_ENTRIES } from "#tests/encrypted-platform.ts";
import { startHeadless } from "#tests/headless.ts";
import { watchMemory } from "./peak-memory.ts";

export interface EngineRun {
  /** From the start of the first process's work to the end of the last one's, without the start of Node. */
  milliseconds: number;
  cells: number;
  /** Of the largest process, in megabytes. */
  memory: number;
}

/** Runs `npm run reencrypt` in processes of its own, one per list of flags; those after the first join its job. */
export async function runEngine(url: string, workers: string[][]): Promise<EngineRun> {
  const running = workers.map((flags) => {
    const { child, result } = startHeadless<ReencryptionReport>("reencrypt", ["--json", ...flags], {
      ...KEY_ENTRIES,
      DATABASE_URL: url,
    });
    return { result, peak: watchMemory(child.pid) };
  });
  const results = await Promise.all(
    running.map(async ({ result, peak }) => ({ ...(await result), memory: peak() })),
  );
  for (const { report, stderr } of results) {
    if (report?.status !== "completed") throw new Error(report?.error ?? stderr);
  }
  const [first] = results;
  const columns = first?.report?.columns.filter(({ column }) => column.startsWith("patient_persons.")) ?? [];
  return {
    milliseconds: Math.max(...results.map(({ report }) => report?.elapsedMs ?? 0)),
    cells: columns.reduce((sum, column) => sum + column.reencrypted, 0),
    memory: Math.max(...results.map(({ memory }) => memory)),
  };
}
