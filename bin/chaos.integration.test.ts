import { expect, test } from "vitest";
import { FAULTS } from "#tests/chaos/faults.ts";
import { runChaos } from "#tests/chaos/run-chaos.ts";

test("a rotation with three workers under live traffic and random faults keeps all nine invariants", async () => {
  const seed = Math.floor(Math.random() * 1_000_000);
  const lines: string[] = [];
  const result = await runChaos({
    seed,
    milliseconds: 12_000,
    workers: 3,
    patients: 600,
    tell: (line) => lines.push(line),
  });
  expect(result.violations, `npm run chaos -- --seed ${seed} --patients 600\n${lines.join("\n")}`).toEqual(
    [],
  );
  expect(result.requests).toBeGreaterThan(500);
  const done = Object.keys(result.faults);
  expect(done.length).toBeGreaterThan(0);
  expect(Object.keys(FAULTS)).toEqual(expect.arrayContaining(done));
}, 240_000);
