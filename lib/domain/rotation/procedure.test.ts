import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { findPhase, findStep, PROCEDURE, phasesInOrder } from "./procedure.ts";

const FOLDER = join(import.meta.dirname, "steps");
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));

test("the procedure lists every step of the folder once, and nothing else", () => {
  const ids = PROCEDURE.map((step) => step.id);
  expect(ids.toSorted()).toEqual(FILES.map((name) => name.replace(/\.ts$/, "")).toSorted());
});

test("each file defines the step that it is named after", async () => {
  for (const name of FILES) {
    const exported = (await import(pathToFileURL(join(FOLDER, name)).href)) as Record<string, unknown>;
    const steps = Object.values(exported).filter((value) => PROCEDURE.some((step) => step === value));
    expect(steps).toEqual([findStep(name.replace(/\.ts$/, ""))]);
  }
});

test("the checklist comes first, then the steps 1 to 10 in the order of the written procedure", () => {
  expect(PROCEDURE.map(({ number, id }) => [number, id])).toEqual([
    [null, "checklist"],
    [1, "generate-key"],
    [2, "store-key"],
    [3, "deploy"],
    [4, "re-encrypt"],
    [5, "verify"],
    [6, "safety-period"],
    [7, "retire-old-key"],
    [8, "audit-entry"],
    [9, "documentation"],
    [10, "destroy-old-key"],
  ]);
});

test("every task can read the new key before any task writes it", () => {
  const order = phasesInOrder().map(({ step, phase }) => `${step.id}/${phase.id}`);
  const position = (name: string) => order.indexOf(name);
  expect(position("deploy/readers-first")).toBeGreaterThan(position("store-key/store"));
  expect(position("deploy/switch-writes")).toBe(position("deploy/readers-first") + 1);
  expect(position("re-encrypt/run")).toBeGreaterThan(position("deploy/switch-writes"));
  const checks = findPhase("deploy", "switch-writes")?.checks.map((check) => check.id);
  expect(checks).toContain("every-task-reads-new-key");
});

test("what cannot be undone by the next step is behind a gate of its own", () => {
  const gates = phasesInOrder().flatMap(({ step, phase }) =>
    phase.gate ? [[`${step.id}/${phase.id}`, phase.gate.id, phase.gate.count]] : [],
  );
  expect(gates).toEqual([
    ["checklist/prepare", "A1", 1],
    ["store-key/store", "A2", 1],
    ["deploy/switch-writes", "A2b", 1],
    ["re-encrypt/run", "A3", 1],
    ["retire-old-key/retire", "A4", 2],
    ["destroy-old-key/destroy", "A5", 1],
  ]);
});

test("what can never be undone asks for a fresh login and a typed phrase that names the key, and nothing else does", () => {
  const versions = { oldVersion: 7, newVersion: 8 };
  const asking = phasesInOrder().flatMap(({ phase }) =>
    phase.phrase || phase.gate?.stepUp
      ? [[phase.gate?.id, phase.gate?.stepUp, phase.phrase?.(versions)]]
      : [],
  );
  expect(asking).toEqual([
    ["A4", true, "RETIRE V7"],
    ["A5", true, "DESTROY V7"],
  ]);
});

test("a phase that starts by itself has no gate, no phrase and no field: it waits for nobody's word", () => {
  const starting = phasesInOrder().filter(({ phase }) => phase.startsByItself);
  expect(starting.map(({ step, phase }) => `${step.id}/${phase.id}`)).toEqual(["safety-period/watch"]);
  for (const { phase } of starting)
    expect([phase.gate, phase.phrase, phase.fields]).toEqual([null, null, []]);
});

const checksOf = (step: string, phase: string) => findPhase(step, phase)?.checks.map((check) => check.id);

test("the key is proved unneeded, and the time waited, in the same gate that retires it and in the one that destroys it", () => {
  expect(checksOf("retire-old-key", "retire")).toEqual(
    expect.arrayContaining([
      "safety-period-over",
      "every-column-classified",
      "every-row-decrypts-without-old-key",
      "backup-recent",
    ]),
  );
  expect(checksOf("destroy-old-key", "destroy")).toEqual([
    "retention-over",
    "no-automated-backup-needs-old-key",
    "no-kept-snapshot-needs-old-key",
  ]);
});

test("a phase is found by its step and its id, and by nothing else", () => {
  for (const { step, phase } of phasesInOrder()) expect(findPhase(step.id, phase.id)).toBe(phase);
  expect(findPhase("deploy", "generate")).toBeUndefined();
  expect(findStep("constructor")).toBeUndefined();
});
