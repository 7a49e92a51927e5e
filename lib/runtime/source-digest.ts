import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";

const FOLDERS = ["bin", "lib"];
const FILES = ["package.json", "package-lock.json"];

/** `sha256:…` over the files that a worker runs below `root`, tests left out: the same code has the same digest everywhere. */
export async function sourceDigest(root: string): Promise<string> {
  const hash = createHash("sha256");
  for (const path of await listSources(root)) {
    const content = createHash("sha256")
      .update(await readFile(join(root, path)))
      .digest("hex");
    hash.update(`${content}  ${path.split(sep).join("/")}\n`);
  }
  return `sha256:${hash.digest("hex")}`;
}

async function listSources(root: string): Promise<string[]> {
  const listings = await Promise.all(
    FOLDERS.map((folder) => readdir(join(root, folder), { recursive: true, withFileTypes: true })),
  );
  const sources = listings
    .flat()
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  return [...sources, ...FILES].toSorted();
}
