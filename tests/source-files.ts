import { readdirSync } from "node:fs";
import { join, relative } from "node:path";

export const PROJECT_ROOT = join(import.meta.dirname, "..");

/** Folders of the product and its tests; what is generated, installed or left by a run is not in them. */
const SOURCE_FOLDERS = ["app", "bench", "bin", "components", "e2e", "lib", "prisma", "sandbox", "tests"];
const SOURCE = /\.(ts|tsx|mjs)$/;

/** Every hand-written source file, as a path from the project's root. */
export function sourceFiles(folders: readonly string[] = SOURCE_FOLDERS): string[] {
  const files = folders.flatMap((folder) =>
    readdirSync(join(PROJECT_ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
      .map((entry) => relative(PROJECT_ROOT, join(entry.parentPath, entry.name))),
  );
  return files.filter((file) => !file.startsWith("prisma/generated/"));
}
