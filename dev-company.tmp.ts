import { spawn } from "node:child_process";
import { startCompany } from "/work/next/sandbox/company.ts";
import { webEnvironment } from "/work/next/sandbox/company-environment.ts";

const fresh = process.argv.includes("--fresh");
const port = 3300;
const company = await startCompany({
  stateDir: "/work/next/.keyturn-dev",
  port,
  fresh,
  console: false,
  worker: true,
  timeCompression: 20000,
  say: (l) => console.log(l),
});
const creds = JSON.parse(
  (await import("node:fs")).readFileSync("/work/next/.keyturn-dev/credentials.json", "utf8"),
);
console.log("control", company.urls.control);
const env = webEnvironment({
  appUrl: company.urls.console,
  issuer: company.urls.issuer,
  database: { urls: company.databaseUrls } as never,
  credentials: creds,
  aws: company.aws,
  timeCompression: 20000,
} as never);
const child = spawn("/work/next/node_modules/.bin/next", ["dev", "-p", String(port), "-H", "127.0.0.1"], {
  cwd: "/work/next",
  env: {
    PATH: process.env.PATH!,
    HOME: process.env.HOME!,
    NODE_ENV: "development",
    NEXT_TELEMETRY_DISABLED: "1",
    ...env,
  } as never,
  stdio: "inherit",
});
process.on("SIGUSR2", () => {
  company.killWorker().then(() => company.startWorker());
});
for (const s of ["SIGINT", "SIGTERM"])
  process.on(s, async () => {
    child.kill();
    await company.stop();
    process.exit(0);
  });
console.log("READY", process.pid);
