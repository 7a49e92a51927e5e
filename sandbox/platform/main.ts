import { parseKeyring } from "#lib/crypto/keyring.ts";
import { startCoreApi } from "./core-api.ts";

const { PORT, DATABASE_URL } = process.env;
if (!PORT || !DATABASE_URL) {
  console.error(JSON.stringify({ level: "ERROR", message: "Set PORT and DATABASE_URL for this task." }));
  process.exit(1);
}

const keyring = parseKeyring(process.env);
const api = await startCoreApi({
  port: Number(PORT),
  databaseUrl: DATABASE_URL,
  keyring,
  log: (line) => console.error(line),
});
console.log(
  JSON.stringify({
    level: "INFO",
    event: "started",
    message: `Core API started with key versions ${keyring.versions.join(", ")}, current ${keyring.currentVersion}`,
  }),
);

// A quiet task still speaks, so that silence in its log means that the log is dead.
setInterval(() => {
  console.log(JSON.stringify({ level: "INFO", time: new Date().toISOString(), event: "serving" }));
}, 2_000).unref();

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(1), 7_000).unref();
  await api.close();
  process.exit(0);
}
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void stop());

// A task whose agent was killed outright must not outlive it.
const agent = process.ppid;
setInterval(() => {
  if (process.ppid !== agent) void stop();
}, 1_000).unref();
