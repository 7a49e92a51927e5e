import { describe, expect, test } from "vitest";
import type { StepContext } from "../../../ports/step-context.ts";
import { plannedStartReached } from "../checks/start-checks.ts";
import { prepare } from "./checklist.ts";

const PLANNED = new Date("2027-02-01T09:00:00Z");
const FROM = new Date("2027-01-31T09:00:00Z");
const COLUMNS = ["public.patient_persons.phone_encrypted", "clinic.note.text"];

function contextOf(now: Date, type = "drill"): StepContext {
  const asked = {
    rotation: { type, oldVersion: 1, newVersion: 2, plannedStart: PLANNED, startsFrom: FROM },
    clock: { now: () => now.getTime() },
    platformData: {
      findRegisteredColumns: () => Promise.resolve(COLUMNS),
      registryDigest: () => Promise.resolve("ab"),
    },
  };
  return asked as unknown as StepContext;
}

describe("the start of a rotation", () => {
  test("is approved with its type, its planned start and the names of the columns", async () => {
    const { intent } = await prepare.plan(contextOf(FROM));
    expect(intent).toEqual(
      expect.arrayContaining([
        { label: "Type", value: "Drill" },
        { label: "Planned start", value: "2027-02-01T09:00:00.000Z", kind: "time" },
        { label: "Encrypted columns", value: COLUMNS.join("\n") },
      ]),
    );
  });

  test("waits for the day before its planned start, and for nobody's mending", async () => {
    expect(prepare.checks).toContain(plannedStartReached);
    expect(plannedStartReached.clearsByItself).toBe(true);
    expect(await plannedStartReached.run(contextOf(new Date(FROM.getTime() - 1)))).toEqual({
      outcome: "fail",
      value:
        "planned for 2027-02-01 09:00:00 UTC; it may begin from 2027-01-31 09:00:00 UTC. To begin sooner, move the start on the rotation’s page",
    });
    expect(await plannedStartReached.run(contextOf(FROM))).toMatchObject({ outcome: "pass" });
  });
});
