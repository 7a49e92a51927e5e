// Re-encryption side by side on the same data: the procedure's algorithm, the engine in several settings, and a single
// UPDATE as the limit; then an application without and with the job, and the engine on tables of growing size.
// npm run bench -- [--rows 200000] [--rounds 5] [--procedure-rows 10000] [--requests 10000] [--sizes 10000,100000,1000000]
import { parseArgs } from "node:util";
import { ARMS, type Measurement, measure } from "./arms.ts";
import { measureGrowth } from "./growth.ts";
import { writeReport } from "./report.ts";
import { measureTraffic } from "./traffic.ts";
import { createWorld } from "./world.ts";

export type Round = Record<string, Measurement>;

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "200000" },
    rounds: { type: "string", default: "5" },
    "procedure-rows": { type: "string", default: "10000" },
    requests: { type: "string", default: "10000" },
    sizes: { type: "string", default: "10000,100000,1000000" },
  },
});
const rows = Number(values.rows);
const procedureRows = Number(values["procedure-rows"]);
const world = await createWorld();
try {
  const large = await world.platform("large", rows);
  const small = await world.platform("small", procedureRows);
  const rounds: Round[] = [];
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    rounds.push(await oneRound(large, small));
    console.log(`Round ${round}: ${summary(rounds.at(-1) ?? {})}`);
  }
  const traffic = await measureTraffic(large, rows, Number(values.requests));
  console.log("Traffic:", JSON.stringify(traffic));
  const growth = await measureGrowth(world, values.sizes.split(",").map(Number).filter(Boolean));
  writeReport({ rows, procedureRows, rounds, traffic, growth });
  console.log("Written to docs/performance.md and docs/performance.svg.");
} finally {
  await world.end();
}

/** The arms one after another, so that what disturbs the machine disturbs them alike; each ratio is taken within a round. */
async function oneRound(large: string, small: string): Promise<Round> {
  const round: Round = {};
  for (const arm of ARMS) round[arm.id] = await measure(arm, arm.small ? small : large);
  return round;
}

function summary(round: Round): string {
  return Object.entries(round)
    .map(([id, { cellsPerSecond }]) => `${id} ${cellsPerSecond}`)
    .join(", ");
}
