import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test, vi } from "vitest";
import config from "../.dependency-cruiser.mjs";
import { PROJECT_ROOT, sourceFiles } from "./source-files.ts";

vi.setConfig({ testTimeout: 60_000 });

interface Cruise {
  modules: { source: string }[];
  summary: { violations: { from: string; to: string; rule: { name: string } }[] };
}

/** What dependency-cruiser finds under `cwd` with the project's own rules. It exits with the number of violations. */
async function cruise(cwd: string, files: readonly string[]): Promise<Cruise> {
  const program = join(PROJECT_ROOT, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  const rules = join(PROJECT_ROOT, ".dependency-cruiser.mjs");
  const args = [program, "--config", rules, "--output-type", "json", ...files];
  const run = promisify(execFile)(process.execPath, args, { cwd, maxBuffer: 64 * 1024 * 1024 });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return JSON.parse(stdout) as Cruise;
}

test("no module of the tree crosses a layer, and none is left out", async () => {
  const files = sourceFiles();
  const { modules, summary } = await cruise(PROJECT_ROOT, files);
  expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  const read = new Set(modules.map((module) => module.source));
  expect(files.filter((file) => !read.has(file))).toEqual([]);
  expect(files.length).toBeGreaterThan(300);
});

/** file: [what it imports, the rule that has to say no]. */
const PLANTED: Record<string, [statement: string, rule: string]> = {
  "lib/domain/asks-database.ts": ['import { db } from "../db/client.ts"; db();', "domain-layer"],
  "lib/domain/reads-disk.ts": ['import { readFileSync } from "node:fs"; readFileSync("x");', "domain-layer"],
  "lib/domain/calls-port.ts": ['import { fleet } from "../ports/fleet.ts"; fleet();', "domain-layer-types"],
  "lib/crypto/logs.ts": ['import { log } from "../log.ts"; log();', "crypto-layer"],
  "lib/ports/knows-adapter.ts": ['import { ecs } from "../adapters/aws-ecs/fleet.ts"; ecs();', "ports-layer"],
  "lib/db/knows-operation.ts": ['import { run } from "../operations/operation.ts"; run();', "db-layer"],
  "lib/custody/asks-database.ts": ['import { db } from "../db/client.ts"; db();', "custody-layer"],
  "lib/engine/audits.ts": ['import { run } from "../operations/operation.ts"; run();', "engine-layer"],
  "lib/operations/calls-aws.ts": [
    'import { ecs } from "../adapters/aws-ecs/fleet.ts"; ecs();',
    "operations-layer",
  ],
  "lib/operations/holds-key.ts": ['import { keys } from "../custody/keys.ts"; keys();', "operations-layer"],
  "lib/operations/reads-settings.ts": ['import { env } from "../env.ts"; env();', "operations-layer"],
  "lib/jobs/holds-key.ts": ['import { keys } from "../custody/keys.ts"; keys();', "jobs-layer"],
  "lib/views/writes.ts": ['import { run } from "../operations/operation.ts"; run();', "views-layer"],
  "lib/auth/holds-key.ts": ['import { keys } from "../custody/keys.ts"; keys();', "auth-layer"],
  "lib/adapters/slack/chat.ts": ['import { ecs } from "../aws-ecs/fleet.ts"; ecs();', "adapter-layer"],
  "lib/adapters/slack/calls.ts": ['import { call } from "../aws/call.ts"; call();', "adapter-layer"],
  "lib/adapters/aws/knows-one.ts": ['import { ecs } from "../aws-ecs/fleet.ts"; ecs();', "adapter-layer"],
  "lib/adapters/aws-rds/backups.ts": [
    'import { ecs } from "../aws-ecs/fleet.ts"; ecs();',
    "aws-adapter-layer",
  ],
  "lib/adapters/json-api.ts": ['import { env } from "../env.ts"; env();', "json-api-layer"],
  "lib/adapters/slack/settings.ts": ['import { env } from "../../env.ts"; env();', "adapter-layer"],
  "components/button.ts": [
    'import { step } from "../lib/domain/step.ts"; step();',
    "components-receive-views",
  ],
  "components/row.ts": [
    'import type { db } from "../lib/db/client.ts"; export type X = typeof db;',
    "components-know-domain-types-only",
  ],
  "app/page.ts": ['import { keys } from "../lib/custody/keys.ts"; keys();', "app-stays-at-the-edge"],
  "app/demo.ts": [
    'import { company } from "../sandbox/company.ts"; company();',
    "product-never-imports-the-company-around-it",
  ],
  "sandbox/shortcut.ts": ['import { web } from "../lib/runtime/web.ts"; web();', "runtime-only-at-the-edges"],
  "lib/domain/first.ts": ['import { b } from "./second.ts"; export const a = () => b();', "no-cycles"],
  "lib/domain/lost.ts": ['import { x } from "./nowhere.ts"; x();', "no-unresolvable"],
};

const PERMITTED: Record<string, string> = {
  "lib/domain/second.ts": 'import { a } from "./first.ts"; export const b = () => a();',
  "lib/domain/step.ts":
    'import type { fleet } from "../ports/fleet.ts"; export const step = (): typeof fleet | null => null;',
  "lib/ports/fleet.ts": "export const fleet = () => 1;",
  "lib/db/client.ts": 'import { log } from "../log.ts"; export const db = () => log();',
  "lib/operations/operation.ts": 'import { db } from "../db/client.ts"; export const run = () => db();',
  "lib/adapters/aws/call.ts": "export const call = () => 1;",
  "lib/adapters/aws-ecs/fleet.ts":
    'import type { fleet } from "../../ports/fleet.ts"; import { call } from "../aws/call.ts"; export const ecs: typeof fleet = () => call();',
  "lib/custody/keys.ts": "export const keys = () => 1;",
  "lib/runtime/web.ts": 'import { ecs } from "../adapters/aws-ecs/fleet.ts"; export const web = () => ecs();',
  "lib/env.ts": "export const env = () => 1;",
  "lib/log.ts": "export const log = () => 1;",
  "sandbox/company.ts": 'import { db } from "../lib/db/client.ts"; export const company = () => db();',
};

test("every rule catches the violation that is planted for it, and leaves what is permitted alone", async () => {
  const tree = mkdtempSync(join(PROJECT_ROOT, ".keyturn-test-"));
  onTestFinished(() => rmSync(tree, { recursive: true, force: true }));
  const sources = Object.entries(PLANTED).map(([file, [statement]]) => [file, statement] as const);
  for (const [file, text] of [...sources, ...Object.entries(PERMITTED)]) {
    mkdirSync(join(tree, dirname(file)), { recursive: true });
    writeFileSync(join(tree, file), `${text}\n`);
  }
  const { summary } = await cruise(tree, ["lib", "app", "components", "sandbox"]);
  const caught = summary.violations.map(({ rule, from }) => `${from}: ${rule.name}`);
  const expected = Object.entries(PLANTED).map(([file, [, rule]]) => `${file}: ${rule}`);
  expect(caught).toEqual(expect.arrayContaining(expected));
  expect(caught.filter((line) => Object.keys(PERMITTED).some((file) => line.startsWith(`${file}:`)))).toEqual(
    [],
  );
  const rules = config.forbidden.map((rule: { name: string }) => rule.name);
  expect(Object.values(PLANTED).map(([, rule]) => rule)).toEqual(expect.arrayContaining(rules));
});
