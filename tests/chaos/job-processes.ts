import type { ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import type { ReencryptionReport } from "#lib/domain/reencryption/report.ts";
import { endWithParent } from "#sandbox/end-with-parent.ts";
import { startHeadless } from "#tests/headless.ts";

const RESTART_MS = 200;

/** Keeps so many worker processes alive until one of them reports that the job is completed. */
export class JobProcesses {
  /** Everything that they ever printed. */
  readonly output: string[] = [];
  readonly #url: string;
  readonly #living = new Set<ChildProcess>();
  #over = false;

  constructor(url: string) {
    this.#url = url;
  }

  get living(): ChildProcess[] {
    return [...this.#living];
  }

  /** Resolves with the report of the process that completed the job. */
  async run(
    name: string,
    { workers, rate }: { workers: number; rate: number },
    env: Record<string, string>,
  ): Promise<ReencryptionReport> {
    this.#over = false;
    const flags = ["--json", "--start", name, "--connections", "1", "--batch", "40", "--rate", String(rate)];
    let completed: ReencryptionReport | undefined;
    const slots = Array.from({ length: workers }, async () => {
      while (!this.#over) {
        const report = await this.#oneProcess(flags, env);
        if (report?.status === "completed" || report?.status === "completed-with-quarantine") {
          completed ??= report;
          this.#over = true;
          // Those that found no work left, or had just been started again.
          for (const child of this.#living) child.kill("SIGTERM");
        } else await delay(RESTART_MS);
      }
    });
    await Promise.all(slots);
    if (!completed) throw new Error("The workers ended without a report.");
    return completed;
  }

  async #oneProcess(flags: string[], env: Record<string, string>): Promise<ReencryptionReport | undefined> {
    const { child, result } = startHeadless<ReencryptionReport>("reencrypt", flags, {
      // No key but those of the phase.
      ENCRYPTION_KEY_V1: undefined,
      ENCRYPTION_KEY_V2: undefined,
      ...env,
      DATABASE_URL: this.#url,
    });
    this.#living.add(child);
    const callOff = child.pid === undefined ? () => false : endWithParent(child.pid, "TERM");
    const { report, stdout, stderr } = await result;
    callOff();
    this.#living.delete(child);
    this.output.push(stdout, stderr);
    return report;
  }
}
