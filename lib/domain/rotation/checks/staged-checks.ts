import type { Check } from "../step.ts";
import { generate } from "../steps/generate-key.ts";

export const stagedKeyIsTheGeneratedOne: Check = {
  id: "staged-key-is-generated-key",
  label: "The staged key is the one that was generated",
  expected: "same fingerprint as in step 1",
  source: "Secrets Manager, KEYTURN_STAGED",
  run: async (context) => {
    const { fingerprint } = context.evidenceOf("generate-key", generate);
    const state = await context.custody.state();
    const found = (state.staged ?? state).keys.find(
      (key) => key.version === context.rotation.newVersion,
    )?.fingerprint;
    return { outcome: found === fingerprint ? "pass" : "fail", value: found ?? "nothing is staged" };
  },
};

export const stagedAddsOneEntry: Check = {
  id: "staged-adds-one-entry",
  label: "The staged secret differs by exactly one added entry",
  expected: "one entry added, none changed or removed",
  source: "Secrets Manager, AWSCURRENT and KEYTURN_STAGED",
  run: async ({ custody, rotation }) => {
    const diff = await custody.diffStaged({ version: rotation.newVersion });
    const changes = diff.filter((entry) => entry.change !== "unchanged");
    const right = changes.length === 1 && changes[0]?.change === "added";
    return {
      outcome: right ? "pass" : "fail",
      value: `${changes.map((entry) => `${entry.name} ${entry.change}`).join(", ")}; ${diff.length - changes.length} unchanged`,
    };
  },
};
