import { expect, test } from "vitest";
import type { ReencryptionResult } from "../../../ports/platform-data.ts";
import type { StepContext } from "../../../ports/step-context.ts";
import { engineReady } from "./data-checks.ts";

const column = (total: number, quarantined: number) => ({ column: "c", total, quarantined });

const judge = (result: object) =>
  engineReady.run({
    platformData: { rehearse: () => Promise.resolve(result as ReencryptionResult) },
    signal: new AbortController().signal,
  } as unknown as StepContext);

test.each([
  [
    "every cell opens",
    { status: "completed", columns: [column(1234, 0)] },
    "pass",
    "1,234 of 1,234 cells open",
  ],
  [
    "some cells open under no key",
    { status: "completed-with-quarantine", columns: [column(10, 1), column(5, 1)] },
    "pass",
    "13 of 15 cells open; 2 would be quarantined",
  ],
  [
    "no cell of one column opens",
    {
      status: "completed-with-quarantine",
      columns: [column(10, 0), { ...column(1200, 1200), column: "notes.text" }],
    },
    "fail",
    "no cell opens of notes.text (1,200). The key that wrote them is not in the secret, or the column is not encrypted as registered: put the key back, or correct the registry",
  ],
  ["a column is empty", { status: "completed", columns: [column(0, 0)] }, "pass", "0 of 0 cells open"],
  [
    "the run failed",
    { status: "failed", error: "permission denied", columns: [] },
    "unknown",
    "permission denied",
  ],
  [
    "the run was cut short",
    { status: "cancelled", error: null, columns: [] },
    "unknown",
    "the dry run did not end",
  ],
])("a dry run in which %s is judged as what it shows", async (_, result, outcome, value) => {
  expect(await judge(result)).toEqual({ outcome, value });
});
