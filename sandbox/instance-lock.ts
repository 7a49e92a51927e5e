import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const LOCK_FILE = "running.json";

const holder = z.object({ pid: z.number(), controlUrl: z.string(), instance: z.string() });

async function isAlive({ controlUrl, instance }: z.infer<typeof holder>): Promise<boolean> {
  try {
    const answer = await fetch(`${controlUrl}/instance`, { signal: AbortSignal.timeout(2_000) });
    return (await answer.text()) === instance;
  } catch {
    return false;
  }
}

/** Two sandboxes on one folder would stop each other's database. Throws while the other one answers. */
export async function refuseSecondInstance(stateDir: string): Promise<void> {
  const file = join(stateDir, LOCK_FILE);
  if (!existsSync(file)) return;
  const found = holder.safeParse(JSON.parse(readFileSync(file, "utf8") || "null"));
  if (found.success && (await isAlive(found.data))) {
    throw new Error(
      `The sandbox is already running (process ${found.data.pid}, ${found.data.controlUrl}); stop it with Ctrl-C there first.`,
    );
  }
}

/** Records this process as the holder; returns the release. */
export function holdInstance(stateDir: string, controlUrl: string, instance: string): () => void {
  const file = join(stateDir, LOCK_FILE);
  writeFileSync(file, JSON.stringify({ pid: process.pid, controlUrl, instance }));
  return () => rmSync(file, { force: true });
}
