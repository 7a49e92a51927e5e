import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { endWithParent } from "../end-with-parent.ts";
import { type Placement, place } from "./placement.ts";

export interface Cluster {
  /** Connection URL of the superuser `postgres` for `database`. */
  url(database: string): string;
  port: number;
  /** Immediate shutdown and start again on the same port, as after a power cut. */
  crashAndRestart(): Promise<void>;
  stop(): Promise<void>;
  /** Stops and removes the data. */
  destroy(): Promise<void>;
}

function initialise({ binaries, data, identity }: Placement, password: string | undefined): void {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  if (identity) chownSync(data, identity.uid, identity.gid);
  const args = ["-D", data, "-U", "postgres", "--encoding=UTF8", "--locale=C", "--no-sync"];
  // initdb accepts a password only from a file, which must lie outside the empty data folder.
  const passwordFile = `${data}.initdb`;
  if (password === undefined) args.push("--auth=trust");
  else {
    rmSync(passwordFile, { force: true });
    writeFileSync(passwordFile, password, { mode: 0o600, flag: "wx" });
    if (identity) chownSync(passwordFile, identity.uid, identity.gid);
    args.push("--auth=scram-sha-256", `--pwfile=${passwordFile}`);
  }
  const done = spawnSync(join(binaries, "bin", "initdb"), args, { ...identity, cwd: "/", encoding: "utf8" });
  rmSync(passwordFile, { force: true });
  if (done.status !== 0) throw new Error(`initdb failed: ${done.error?.message ?? done.stderr}`);
}

/** Ends a server that an earlier start left behind (its parent was killed), so that the data folder can be opened again. */
async function endLeftover(data: string): Promise<void> {
  const pidFile = join(data, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  // After a reboot the number may be somebody else's.
  const { stdout } = spawnSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" });
  if (stdout && !stdout.includes("postgres")) return rmSync(pidFile, { force: true });
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
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((done) => server.once("exit", done));
  server.kill(signal);
  await ended;
}

export interface ClusterOptions {
  dataDir: string;
  port: number;
  /** Begin with an empty data folder. */
  fresh?: boolean;
  settings?: Record<string, string>;
  /** The superuser's; with one, every login needs a password (SCRAM). Without, anyone on this machine may log in. */
  password?: string;
  /** Called when the server ends although nobody asked it to. */
  onUnexpectedExit?: (reason: string) => void;
}

/** Starts PostgreSQL 18 on 127.0.0.1:`port` with its data in `dataDir`, initialising it the first time. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const placement = place(resolve(options.dataDir));
  await endLeftover(placement.data);
  if (options.fresh) rmSync(placement.data, { recursive: true, force: true });
  if (!existsSync(join(placement.data, "PG_VERSION"))) initialise(placement, options.password);
  const args = ["-D", placement.data, "-p", String(options.port)];
  const settings = { listen_addresses: "127.0.0.1", unix_socket_directories: "", max_connections: "200" };
  for (const [name, value] of Object.entries({ ...settings, ...options.settings })) {
    args.push("-c", `${name}=${value}`);
  }
  const login = options.password === undefined ? "postgres" : `postgres:${options.password}`;
  const url = (database: string) => `postgres://${login}@127.0.0.1:${options.port}/${database}`;

  const begin = async () => {
    const server = await launch(placement, args, url("postgres"));
    const callOff = server.pid === undefined ? () => false : endWithParent(server.pid, "INT");
    let wanted = false;
    server.once("exit", (status, signal) => {
      if (!wanted) options.onUnexpectedExit?.(`PostgreSQL ended (${signal ?? `status ${status}`})`);
    });
    return async (signal: NodeJS.Signals) => {
      wanted = true;
      await end(server, signal);
      callOff();
    };
  };
  let endServer = await begin();
  return {
    url,
    port: options.port,
    crashAndRestart: async () => {
      await endServer("SIGQUIT");
      endServer = await begin();
    },
    stop: () => endServer("SIGINT"),
    destroy: async () => {
      await endServer("SIGINT");
      // A data folder moved into the temporary folder lies in one of its own there.
      const moved = placement.data !== resolve(options.dataDir);
      rmSync(moved ? dirname(placement.data) : placement.data, { recursive: true, force: true });
    },
  };
}
