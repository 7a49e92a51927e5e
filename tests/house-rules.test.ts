import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { PROJECT_ROOT, sourceFiles } from "./source-files.ts";

const read = (file: string) => readFileSync(join(PROJECT_ROOT, file), "utf8");
const isTest = (file: string) => /\.test\.tsx?$|^(tests|e2e)\//.test(file);

/** Ways to reach the environment of the process, by whatever name. */
const READS_ENVIRONMENT =
  /\bprocess\s*(\?\.|\.|\[\s*["'`])\s*env\b|\benv\b[^;=\n]*\}?\s*=\s*process\b|import\.meta\.env\b|["'](node:)?process["']/;

test("settings are read in lib/env.ts and nowhere else in the product", () => {
  const readers = [...sourceFiles(["app", "components", "lib"]), "proxy.ts", "next.config.ts"]
    .filter((file) => !isTest(file))
    .filter((file) => READS_ENVIRONMENT.test(read(file)));
  expect(readers).toEqual(["lib/env.ts"]);
});

test.each([
  "const url = process.env.DATABASE_URL;",
  'const url = process["env"].DATABASE_URL;',
  "const url = process?.env.X;",
  "const { env } = process;",
  "const { env: settings } = process;",
  'import { env } from "node:process";',
  'const { env } = await import("process");',
  "const url = import.meta.env.X;",
])("the check for settings catches %s", (line) => {
  expect(line).toMatch(READS_ENVIRONMENT);
});

test.each(["const env = webEnv();", "process.stdout.write(env.APP_ENV)", "processEnvironment(1)"])(
  "the check for settings leaves %s alone",
  (line) => expect(line).not.toMatch(READS_ENVIRONMENT),
);

test("no file is longer than 250 lines, no test longer than 300", () => {
  const long = sourceFiles()
    .map((file) => ({ file, lines: read(file).split("\n").length - 1 }))
    .filter(({ file, lines }) => lines > (isTest(file) ? 300 : 250));
  expect(long).toEqual([]);
});

test("no folder is a drawer, no file a barrel", () => {
  const files = sourceFiles();
  const folders = new Set(files.flatMap((file) => dirname(file).split("/")));
  const drawers = ["utils", "util", "helpers", "common", "shared", "misc", "services", "types"];
  expect(drawers.filter((name) => folders.has(name))).toEqual([]);
  expect(files.filter((file) => basename(file).startsWith("index."))).toEqual([]);
});

const DOCUMENTS = ["README.md", "ARCHITECTURE.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md"]
  .concat(readdirSync(join(PROJECT_ROOT, "docs")).map((name) => `docs/${name}`))
  .filter((file) => file.endsWith(".md") && existsSync(join(PROJECT_ROOT, file)));

const IN_THE_TREE =
  /^(\.ci|\.github|app|bench|bin|components|docs|e2e|lib|prisma|public|sandbox|tests)\/[^\s<>*…{}|$]*$/;

/** Links and quoted paths of a document that do not exist, seen from its folder or from the root. */
function deadPaths(text: string, folder: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? "");
  const quoted = [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? "");
  const local = links.filter((link) => !/^[a-z]+:/i.test(link));
  const paths = [...local, ...quoted.filter((path) => IN_THE_TREE.test(path))];
  const isThere = (path: string) =>
    existsSync(join(PROJECT_ROOT, folder, path)) || existsSync(join(PROJECT_ROOT, path));
  return paths.filter((path) => !isThere(path) && path !== "prisma/generated");
}

/** Scripts that a document tells people to run and package.json does not have. */
function missingScripts(text: string): string[] {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const named = [...text.matchAll(/npm run (?:-s |--silent )*([a-z][\w:-]*)/g)].map(
    (match) => match[1] ?? "",
  );
  return named.filter((name) => !(name in scripts));
}

describe("documents", () => {
  test.each(DOCUMENTS)("%s names only paths and scripts that exist", (file) => {
    expect(deadPaths(read(file), dirname(file))).toEqual([]);
    expect(missingScripts(read(file))).toEqual([]);
  });

  test("a path or a script that does not exist is caught", () => {
    const text =
      "`lib/env.ts` [x](lib/gone.ts) [y](https://x.example/a) `lib/no/such.ts` `lib/<layer>/` npm run nothing";
    expect(deadPaths(text, ".")).toEqual(["lib/gone.ts", "lib/no/such.ts"]);
    expect(missingScripts(text)).toEqual(["nothing"]);
  });
});
