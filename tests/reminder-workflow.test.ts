import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { parse } from "yaml";
import { PROJECT_ROOT } from "./source-files.ts";

vi.setConfig({ testTimeout: 60_000 });

interface Step {
  id?: string;
  name: string;
  uses?: string;
  if?: string;
  run?: string;
  env?: Record<string, string>;
}
interface Workflow {
  on: { schedule: { cron: string }[]; workflow_dispatch: unknown };
  permissions: Record<string, string>;
  jobs: { remind: { permissions: Record<string, string>; env: Record<string, string>; steps: Step[] } };
}

const FILE = join(PROJECT_ROOT, ".github", "workflows", "key-rotation-reminder.yml");
const workflow = parse(readFileSync(FILE, "utf8")) as Workflow;
const { steps, permissions, env: jobEnv } = workflow.jobs.remind;
const HOOK = "https://hooks.slack.example/services/T0/B0/secret-part";

/** Stand-ins on the PATH that write down what they are called with, and answer what they are told. */
const STUBS = {
  gh: `printf '%s\\n' "$*" >> "$CALLS/gh-calls"; case "$*" in
    *POST*) cat > "$CALLS/issue.json"; [ "$GH_FAILS" = yes ] && exit 1; printf '{"html_url":"https://github.example/issues/7"}';;
    *) printf '%s' "$OPEN_ISSUES";; esac`,
  curl: `printf '%s\\n' "$@" >> "$CALLS/curl-calls"; cat > "$CALLS/curl-config"; printf '%s' "$SLACK_SAYS"`,
  date: `exec node -e '
    const [now, , , days, format] = process.argv.slice(1);
    const at = new Date(Date.parse(now) + Number.parseInt(days) * 864e5).toISOString();
    console.log({ "+%m": at.slice(5, 7), "+%Y": at.slice(0, 4), "+%F": at.slice(0, 10) }[format]);' "$NOW" "$@"`,
};

/** As GitHub's runner starts the shell `bash`. */
const BASH = ["--noprofile", "--norc", "-eo", "pipefail", "-c"];

interface Run {
  outputs: Record<string, Record<string, string>>;
  failed: string[];
  read: (file: string) => string;
}

/** The workflow's scripts in order, as a runner runs them: outputs handed on, later steps left out after a failure. */
async function run(now: string, world: Record<string, string> = {}): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "keyturn-workflow-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, script] of Object.entries(STUBS)) {
    writeFileSync(join(folder, name), `#!/bin/bash\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  const outputs: Run["outputs"] = {};
  const failed: string[] = [];
  const settings = { OPEN_ISSUES: "[]", SLACK_SAYS: "ok", GH_FAILS: "no", HOOK, ...world };
  for (const step of steps) {
    if (failed.length > 0 && step.if !== "${{ !cancelled() }}") continue;
    const output = join(folder, `output-${step.name.length}`);
    writeFileSync(output, "");
    const given = { ...jobEnv, ...step.env };
    const values = Object.entries(given).map(([name, value]) => [name, evaluate(value, outputs, settings)]);
    const environment = { ...settings, ...Object.fromEntries(values), NOW: now, CALLS: folder };
    const PATH = `${folder}:${dirname(process.execPath)}:/usr/bin:/bin`;
    await promisify(execFile)("bash", [...BASH, step.run ?? ""], {
      env: { PATH, GITHUB_OUTPUT: output, ...environment },
    }).catch(() => failed.push(step.name));
    const lines = readFileSync(output, "utf8").trim().split("\n");
    outputs[step.id ?? ""] = Object.fromEntries(lines.map((line) => line.split("=", 2) as [string, string]));
  }
  return { outputs, failed, read: (file) => readFileSync(join(folder, file), "utf8") };
}

/** As far as this workflow uses expressions. */
function evaluate(value: string, outputs: Run["outputs"], world: Record<string, string>): string {
  return value.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
    const [, step, name] = /^steps\.(\w+)\.outputs\.(\w+)$/.exec(expression) ?? [];
    if (step && name) return outputs[step]?.[name] ?? "";
    if (expression === "github.token") return "gh-token";
    if (expression === "github.repository") return "restartix/platform";
    if (expression === "secrets.SLACK_SECURITY_WEBHOOK") return world["HOOK"] ?? "";
    const [, variable = "", , otherwise = ""] = /^vars\.(\w+)( \|\| '(.*)')?$/.exec(expression) ?? [];
    return world[variable] ?? otherwise;
  });
}

const issueOf = ({ read }: Run) =>
  JSON.parse(read("issue.json")) as { title: string; body: string; labels: string[] };

test("it runs at 9:00 UTC on the four days and by hand, may write issues and nothing else", () => {
  expect(workflow.on.schedule).toEqual([{ cron: "0 9 1 2,5,8,11 *" }]);
  expect(Object.keys(workflow.on)).toContain("workflow_dispatch");
  expect(workflow.permissions).toEqual({});
  expect(permissions).toEqual({ issues: "write" });
});

test("it runs nobody else's code, and no value reaches a script except through its environment", () => {
  for (const step of steps) {
    if (step.uses !== undefined) expect(step.uses).toMatch(/@[0-9a-f]{40}$/);
    expect(step.run).not.toContain("${{");
    expect(step.run).toMatch(/^set -euo pipefail/);
  }
});

describe.each([
  ["2026-02-01", "Q1 2026", "2026-02-08"],
  ["2026-05-01", "Q2 2026", "2026-05-08"],
  ["2026-08-01", "Q3 2026", "2026-08-08"],
  ["2026-11-01", "Q4 2026", "2026-11-08"],
  ["2027-01-10", "Q4 2026", "2027-01-17"],
  ["2027-01-20", "Q1 2027", "2027-01-27"],
  ["2026-09-09", "Q3 2026", "2026-09-16"],
])("on %s", (now, quarter, deadline) => {
  test("the issue and the post name the quarter, and a deadline seven days from now", async () => {
    const done = await run(`${now}T09:00:00Z`);
    expect(done.failed).toEqual([]);
    const issue = issueOf(done);
    expect(issue.title).toBe(`🔐 ${quarter} Encryption Key Rotation`);
    expect(issue.body).toContain(`**Deadline:** ${deadline}`);
    expect(done.read("curl-calls")).toContain(`${quarter}, by ${deadline}`);
  });
});

test("the issue has the procedure's list, columns, people and labels, and the one by which step 9 finds it", async () => {
  const settings = {
    KEY_ROTATION_CONSOLE_URL: "https://keyturn.example",
    KEY_ROTATION_MENTIONS: "@restartix/security",
  };
  const { body, labels } = issueOf(await run("2026-02-01T09:00:00Z", settings));
  expect(labels).toEqual(["key-rotation", "security", "compliance", "hipaa"]);
  expect(body.match(/^- \[ \] /gm)).toHaveLength(8);
  expect(body).toContain("- `organization_integrations.api_key_encrypted`");
  expect(body).toContain("**Console:** https://keyturn.example\n");
  expect(body).toContain("cc: @restartix/security");
  expect(body).not.toContain("**Procedure:**");
});

test("a second run of a quarter opens no second issue, and links the first", async () => {
  const title = "🔐 Q1 2026 Encryption Key Rotation";
  const done = await run("2026-02-03T09:00:00Z", {
    OPEN_ISSUES: JSON.stringify([{ title, html_url: "https://github.example/issues/3" }]),
  });
  expect(done.read("gh-calls")).not.toContain("POST");
  expect(done.read("curl-calls")).toContain("https://github.example/issues/3");
});

test("Slack hears of it also when GitHub refuses the issue", async () => {
  const done = await run("2026-02-01T09:00:00Z", { GH_FAILS: "yes" });
  expect(done.failed).toEqual(["Open the issue, once per quarter"]);
  expect(done.read("curl-calls")).toContain("QUARTERLY KEY ROTATION DUE");
});

test("the webhook's address is in no argument, where every process of the machine could read it", async () => {
  const done = await run("2026-02-01T09:00:00Z");
  expect(done.read("curl-calls")).not.toContain("secret-part");
  expect(done.read("curl-config")).toContain(HOOK);
});

test.each([{ HOOK: "" }, { SLACK_SAYS: "<html>Sign in</html>" }])(
  "a reminder that did not arrive makes the run fail: %j",
  async (world) => {
    expect((await run("2026-02-01T09:00:00Z", world)).failed).toEqual(["Tell the security team"]);
  },
);

test("what a variable holds is text, whatever it looks like", async () => {
  const evil = '"; touch $CALLS/owned; $(touch $CALLS/owned) `touch $CALLS/owned`';
  const done = await run("2026-02-01T09:00:00Z", {
    KEY_ROTATION_MENTIONS: evil,
    KEY_ROTATION_CONSOLE_URL: evil,
  });
  expect(issueOf(done).body).toContain(`cc: ${evil}`);
  expect(() => done.read("owned")).toThrow(/ENOENT/);
});
