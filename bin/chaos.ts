// Rotations under live traffic, killed workers and a failing database, judged by nine invariants.
// npm run chaos -- --minutes 30 [--seed 1] [--workers 3] [--patients 1500]
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { runChaos } from "#tests/chaos/run-chaos.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string", default: String(randomInt(1, 1_000_000)) },
    workers: { type: "string", default: "3" },
    patients: { type: "string", default: "1500" },
  },
});
const again = `npm run chaos -- --minutes ${values.minutes} --seed ${values.seed} --workers ${values.workers} --patients ${values.patients}`;
console.log(`Replay the same draws with: ${again}`);
const { rounds, requests, faults, violations } = await runChaos({
  seed: Number(values.seed),
  milliseconds: Number(values.minutes) * 60_000,
  workers: Number(values.workers),
  patients: Number(values.patients),
  tell: (line) => console.log(line),
});
const done = Object.entries(faults).map(([fault, times]) => `${fault} ${times}`);
console.log(`${rounds} rotations, ${requests} requests of the application. Faults: ${done.join(", ")}.`);
for (const violation of violations) console.error(`VIOLATED ${violation}`);
console.log(
  violations.length === 0 ? "All invariants hold." : `${violations.length} violations. Replay: ${again}`,
);
process.exitCode = violations.length === 0 ? 0 : 1;
