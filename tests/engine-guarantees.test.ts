import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const text = readFileSync(join(root, "docs/engine-guarantees.md"), "utf8");
const rows = [...text.matchAll(/^\| J(\d+)(?: †)? \| .+ \| `(.+?)` › (.+) \|$/gm)].map(
  ([, number, file = "", name = ""]) => ({ number: Number(number), file, name }),
);

test("every guarantee names a test that exists", () => {
  const missing = rows.filter(({ file, name }) => {
    const path = join(root, file);
    return !existsSync(path) || !readFileSync(path, "utf8").includes(name);
  });
  expect(missing).toEqual([]);
});

test("no fault of the matrix is passed over", () => {
  const matrix = Array.from({ length: 39 }, (_, index) => index + 1).filter((number) => number !== 37);
  const open = [...text.matchAll(/^- ((?:J\d+(?:, )?)+):/gm)].flatMap(([, list = ""]) =>
    list.split(", ").map((one) => Number(one.slice(1))),
  );
  expect([...rows.map(({ number }) => number), ...open].toSorted((a, b) => a - b)).toEqual(matrix);
});
