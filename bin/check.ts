import { spawn } from "node:child_process";

/** The fast part of the tests: needs no database and no browser. Runs two at a time and shows only what fails. */
const CHECKS: { name: string; command: string[] }[] = [
  { name: "types", command: ["tsc", "-p", "."] },
  { name: "lint", command: ["oxlint", "--type-aware", "--deny-warnings"] },
  { name: "format", command: ["biome", "ci", "."] },
  { name: "unused", command: ["knip", "--no-progress"] },
  { name: "layers and unit tests", command: ["vitest", "run", "--project", "unit"] },
];

async function run({ name, command }: (typeof CHECKS)[number]): Promise<boolean> {
  const startedAt = performance.now();
  const [tool = "", ...args] = command;
  const child = spawn(tool, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  const code = await new Promise<number | null>((done) => child.once("close", done));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${code === 0 ? "✓" : "✗"} ${name} (${seconds} s)`);
  if (code !== 0) console.log(output);
  return code === 0;
}

const queue = [...CHECKS];
const outcomes: boolean[] = [];
async function work(): Promise<void> {
  for (let next = queue.shift(); next; next = queue.shift()) outcomes.push(await run(next));
}
await Promise.all([work(), work()]);
process.exit(outcomes.every(Boolean) ? 0 : 1);
