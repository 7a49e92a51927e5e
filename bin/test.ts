import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

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

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
});
const BrowserReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

function readCounts(): Counts {
  const vitest = VitestReport.safeParse(readReport(vitestReport)).data;
  const browser = BrowserReport.safeParse(readReport(browserReport)).data?.stats;
  return {
    passed: (vitest?.numPassedTests ?? 0) + (browser?.expected ?? 0),
    // A test that passes only on a second try counts as failed.
    failed: (vitest?.numFailedTests ?? 0) + (browser?.unexpected ?? 0) + (browser?.flaky ?? 0),
    skipped: (vitest?.numPendingTests ?? 0) + (browser?.skipped ?? 0),
  };
}

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
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
