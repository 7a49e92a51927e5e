import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** `npm test`: everything, in the order in which a failure is cheapest. Ends with one line that counts the tests. */
const reports = mkdtempSync(join(tmpdir(), "keyturn-reports-"));
const vitestReport = join(reports, "vitest.json");
const browserReport = join(reports, "playwright.json");

const STAGES: { name: string; command: string[]; env?: Record<string, string> }[] = [
  { name: "format", command: ["biome", "ci", "."] },
  { name: "lint", command: ["oxlint", "--type-aware", "--deny-warnings"] },
  { name: "types", command: ["tsc", "-p", "."] },
  { name: "unused code", command: ["knip", "--no-progress"] },
  {
    name: "unit and integration tests",
    command: [
      "vitest",
      "run",
      "--project=unit",
      "--project=integration",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${vitestReport}`,
    ],
  },
  {
    name: "browser tests",
    command: ["playwright", "test", "--reporter=list,json"],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: browserReport },
  },
];

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

function readCounts(): Counts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const vitest = readReport<{ numPassedTests: number; numFailedTests: number; numPendingTests: number }>(
    vitestReport,
  );
  const browser = readReport<{
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  }>(browserReport);
  counts.passed = (vitest?.numPassedTests ?? 0) + (browser?.stats.expected ?? 0);
  // A test that passes only on a second try counts as failed.
  counts.failed =
    (vitest?.numFailedTests ?? 0) + (browser?.stats.unexpected ?? 0) + (browser?.stats.flaky ?? 0);
  counts.skipped = (vitest?.numPendingTests ?? 0) + (browser?.stats.skipped ?? 0);
  return counts;
}

function readReport<T>(file: string): T | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T;
  } catch {
    return null;
  }
}

const failedStages = STAGES.filter(({ name, command, env }) => {
  console.log(`\n── ${name}`);
  const [tool = "", ...args] = command;
  return spawnSync(tool, args, { stdio: "inherit", env: { ...process.env, ...env } }).status !== 0;
}).map(({ name }) => name);

const { passed, failed, skipped } = readCounts();
rmSync(reports, { recursive: true, force: true });
if (failedStages.length > 0) console.log(`\nFailed: ${failedStages.join(", ")}`);
const allFailed = failed + (failedStages.length > 0 && failed === 0 ? failedStages.length : 0);
console.log(`\n${passed} passed, ${allFailed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exit(failedStages.length === 0 && failed === 0 ? 0 : 1);
