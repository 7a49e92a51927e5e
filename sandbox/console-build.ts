import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const SOURCES = ["app", "components", "lib", "public", "prisma/generated"];
const FILES = ["proxy.ts", "next.config.ts", "postcss.config.mjs", "tsconfig.json", "package-lock.json"];

/** A folder's own time is part of it, so that a deleted file counts as a change. */
function newestChange(path: string): number {
  if (!existsSync(path)) return 0;
  const info = statSync(path);
  if (!info.isDirectory()) return info.mtimeMs;
  return Math.max(info.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

/** Whether `.next` is missing or older than what it is built from. */
export function isBuildStale(root: string): boolean {
  const built = newestChange(join(root, ".next", "BUILD_ID"));
  return [...SOURCES, ...FILES].some((name) => newestChange(join(root, name)) > built);
}
