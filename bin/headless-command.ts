import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { KeyringError } from "#lib/crypto/keyring.ts";
import { explainError } from "#lib/engine/explain-error.ts";

/** Something the caller can put right; the message says how. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** `[INFO] …` on stderr, so that stdout stays the machine's. */
export function say(line: string): void {
  process.stderr.write(`[INFO] ${line}\n`);
}

/** Runs a command that answers with one object: on stdout with `--json`, whatever happens, and sets the exit status. */
export async function headlessCommand<Report extends { error: string | null }>(command: {
  run: (signal: AbortSignal) => Promise<Report>;
  failure: (error: string) => Report;
  exitStatus: (report: Report) => number;
}): Promise<void> {
  // Each cipher holds memory outside the heap until it is collected: a young generation that stays small frees it soon.
  setFlagsFromString("--semi-space-growth-factor=1");
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
  let report: Report;
  try {
    report = await command.run(stop.signal);
  } catch (error) {
    const known = error instanceof UsageError || error instanceof KeyringError;
    report = command.failure(known ? error.message : explainError(error));
  }
  if (report.error !== null) process.stderr.write(`[ERROR] ${report.error}\n`);
  if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify(report)}\n`);
  process.exitCode = stop.signal.aborted && report.error !== null ? 3 : command.exitStatus(report);
}

export function readFlags<Options extends ParseArgsOptionsConfig>(options: Options) {
  try {
    return parseArgs({ options, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "The flags cannot be read.");
  }
}

export function wholeNumber(flag: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text) || Number(text) > most) {
    throw new UsageError(`--${flag} must be a whole number from 1 to ${most}.`);
  }
  return Number(text);
}

export function databaseUrl(): string {
  const url = process.env.DATABASE_URL;
  if (!url) throw new UsageError("DATABASE_URL is not set: give the address of the platform's database.");
  if (!/^postgres(ql)?:\/\//.test(url)) {
    throw new UsageError(
      "DATABASE_URL is not an address of the form postgres://user:password@host/database.",
    );
  }
  return url;
}
