import { expect, test } from "vitest";
import type { StepContext } from "../../../ports/step-context.ts";
import { prepare } from "../steps/checklist.ts";
import { runJob } from "../steps/re-encrypt.ts";
import { noUpdateTriggers } from "./data-checks.ts";

const judge = (...triggers: string[]) =>
  noUpdateTriggers.run({
    platformData: { findUpdateTriggers: () => Promise.resolve(triggers) },
  } as unknown as StepContext);

test("a trigger that re-encryption would run fails the check by its name, before the start and before the job", async () => {
  expect(await judge()).toEqual({ outcome: "pass", value: "none" });
  const found = await judge("public.patient_persons: set_updated_at", "public.notes: log");
  expect(found.outcome).toBe("fail");
  expect(found.value).toMatch(
    /^public.patient_persons: set_updated_at, public.notes: log would run for every row. Disable /,
  );
  expect(prepare.checks).toContain(noUpdateTriggers);
  expect(runJob.checks).toContain(noUpdateTriggers);
});

test("two people may answer for a trigger, and never for a column that opens under no key", () => {
  expect(noUpdateTriggers.waivable).toBe(true);
  const waivable = prepare.checks.filter((check) => check.waivable).map(({ id }) => id);
  expect(waivable).toEqual(["backup-recent", "records-counted", "update-triggers"]);
});
