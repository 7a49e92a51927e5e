import { join } from "node:path";
import { parseArgs } from "node:util";
import { startCompany } from "#sandbox/company.ts";
import { nextFreePort } from "#sandbox/free-port.ts";
import { PEOPLE } from "#sandbox/people.ts";

const HELP = `npm start -- [options]

Starts Keyturn on this machine, with a company around it: PostgreSQL, single sign-on, AWS, and a platform in use.

  --fresh      forget the data of earlier starts
  --rows N     patients with a phone, when the data is made (default 1234); needs --fresh on existing data
  --hostile    add cells that cannot be decrypted, when the data is made
  --compress N waiting periods and backups pass N times faster (default 2880: 24 hours take 30 seconds, 30 days
               15 minutes; 1: as policy says)
  --help       this text

PORT sets the console's port (default 3000; the next free one when it is taken).
Everything is kept in .keyturn/, output in .keyturn/logs/. Ctrl-C stops all of it.`;

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        fresh: { type: "boolean", default: false },
        rows: { type: "string" },
        hostile: { type: "boolean", default: false },
        compress: { type: "string", default: "2880" },
        help: { type: "boolean", default: false },
      },
    });
    const rows = values.rows === undefined ? undefined : Number(values.rows);
    if (rows !== undefined && !(Number.isInteger(rows) && rows >= 1 && rows <= 10_000_000)) {
      throw new Error("--rows takes a whole number from 1 to 10000000.");
    }
    const compress = Number(values.compress);
    if (!(compress >= 1 && compress <= 100_000))
      throw new Error("--compress takes a number from 1 to 100000.");
    const port = Number(process.env.PORT ?? 3000);
    if (!(Number.isInteger(port) && port >= 1 && port < 65_536)) throw new Error("PORT takes 1 to 65535.");
    return { ...values, rows, compress, port };
  } catch (cause) {
    console.error(`${cause instanceof Error ? cause.message : String(cause)}\n\n${HELP}`);
    process.exit(64);
  }
}

function pace(compress: number): string {
  if (compress === 1) return "Waiting periods last as long as policy says.";
  const seconds = Math.round(86_400 / compress);
  return `Waiting periods pass ${compress} times faster: a day takes about ${seconds} s (--compress 1 for real time).`;
}

function untilAskedToStop(): { signal: AbortSignal; asked: Promise<void> } {
  const abort = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  // A terminal's Ctrl-C arrives twice, from the terminal and from bin/prepare.mjs; the second must not cut short.
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      abort.abort();
      resolve();
      // What may still hang then ends with this process.
      setTimeout(() => process.exit(1), 15_000).unref();
    });
  }
  return { signal: abort.signal, asked: promise };
}

async function main(): Promise<number> {
  const { port: wanted, fresh, rows, hostile, compress, help } = readOptions();
  if (help) {
    console.log(HELP);
    return 0;
  }
  const { signal, asked } = untilAskedToStop();
  const port = await nextFreePort(wanted);
  if (port !== wanted) console.log(`Port ${wanted} is taken; the console uses ${port}.`);
  const stateDir = join(import.meta.dirname, "..", ".keyturn");
  const company = await startCompany({
    stateDir,
    port,
    rows,
    hostile,
    fresh,
    timeCompression: compress,
    console: true,
    worker: true,
    say: (line) => console.log(line),
    signal,
  });
  const people = PEOPLE.map(({ name, title }) => `    ${name.padEnd(14)} ${title}`).join("\n");
  console.log(`
Keyturn is running: ${company.urls.console}

  Sign in as
${people}

  The company around it (traffic, tasks, secret, issues, messages, faults): ${company.urls.control}
  ${pace(compress)}
  Ctrl-C stops everything; the next npm start continues with the same data.
`);
  const failure = await Promise.race([
    asked.then(() => null),
    company.failed.catch((cause: unknown) => cause),
  ]);
  if (failure instanceof Error) console.error(`\n${failure.message}`);
  console.log("Stopping …");
  await company.stop();
  return failure === null ? 0 : 1;
}

main().then(
  (status) => process.exit(status),
  (cause: unknown) => {
    console.error(cause instanceof Error ? cause.message : cause);
    process.exit(1);
  },
);
