// Runs on the host's Node (20 or newer): installs what package-lock.json lists, generates the Prisma client,
// then hands over to the pinned Node. Everything after this file is TypeScript.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Does `work` unless it was done for these very files; the record of it lies inside what it made. */
function once(name, folder, files, work) {
  const digest = createHash("sha256");
  for (const file of files) digest.update(readFileSync(join(root, file)));
  const stamp = digest.digest("hex");
  const record = join(root, folder, `.keyturn-${name}`);
  if (existsSync(record) && readFileSync(record, "utf8") === stamp) return;
  work();
  mkdirSync(dirname(record), { recursive: true });
  writeFileSync(record, stamp);
}

function run(command, args, env = {}) {
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
    env: { ...process.env, ...env },
  });
  if (done.status !== 0) {
    console.error(
      `\n${command} ${args.join(" ")} failed. Mend what it says above, then run the command again.`,
    );
    process.exit(1);
  }
}

once("installed", "node_modules", ["package-lock.json"], () => {
  console.error("Installing packages (about a minute the first time) …");
  // NODE_ENV=production would leave the pinned Node, a devDependency, out of the installation.
  run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error", "--include=dev"]);
});
once("generated", "prisma/generated", ["package-lock.json", "prisma/schema.prisma"], () => {
  run("npm", ["run", "--silent", "generate"], { NODE_ENV: "development" });
});

const node = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
const [script, ...rest] = process.argv.slice(2);
const child = spawn(node, ["--conditions=react-server", join(root, script), ...rest], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, PATH: `${join(root, "node_modules", ".bin")}:${process.env.PATH}` },
});
// A terminal sends Ctrl-C to the whole group; a supervisor signals only this process, so it is passed on.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
