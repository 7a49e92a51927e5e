import { z } from "zod";
import { everyTaskWritesNewKey } from "../checks/fleet-checks.ts";
import { definePhase, defineStep } from "../step.ts";
import { runJob } from "./re-encrypt.ts";

const Column = z.object({
  column: z.string(),
  total: z.number(),
  current: z.number(),
  failed: z.number(),
  /** Cells that do not decrypt, each waived by two people as it is; never counted as verified. */
  waived: z.number().default(0),
});

export const decryptEveryCell = definePhase({
  id: "decrypt-every-cell",
  title: "Decrypt every cell without the old key",
  summary:
    "Reads every cell on the writer and decrypts it with the new key alone. The version byte proves nothing; the authentication tag does.",
  actionLabel: "Run verification",
  input: z.object({}),
  checks: [
    {
      id: "ledger-balances",
      label: "Every cell of the opening count is accounted for",
      expected: "0 unexplained",
      source: "conservation ledger of the re-encryption",
      run: async (context) => {
        const { columns } = context.evidenceOf("re-encrypt", runJob);
        const unexplained = columns.reduce((sum, column) => sum + column.unexplained, 0);
        return { outcome: unexplained === 0 ? "pass" : "fail", value: `${unexplained} unexplained` };
      },
    },
    everyTaskWritesNewKey,
  ],
  plan: async ({ rotation }) => ({
    intent: [
      { label: "Decrypt with", value: `V${rotation.newVersion} alone` },
      { label: "Withheld", value: "every other key version" },
    ],
    diff: [],
    bound: {},
  }),
  evidence: z.object({ elapsedMs: z.number(), columns: z.array(Column) }),
  perform: async ({ context }) => {
    const { platformData, rotation, signal } = context;
    const result = await platformData.verify({ rotationId: rotation.id, signal });
    if (result.status === "failed")
      throw new Error(result.error ?? "The verification could not be carried out.");
    if (result.status === "not-verified") {
      const failed = result.columns.reduce((sum, column) => sum + column.failed, 0);
      throw new Error(
        `${failed} cells do not decrypt without the old key. Repeat re-encryption, then verify again.`,
      );
    }
    return { elapsedMs: result.elapsedMs, columns: result.columns };
  },
  facts: ({ elapsedMs, columns }) => [
    { label: "Elapsed", value: `${(elapsedMs / 1000).toFixed(1)} s` },
    ...columns.map((column) => ({
      label: column.column,
      value: `${column.current.toLocaleString("en")} of ${column.total.toLocaleString("en")} decrypt, ${column.failed} fail${column.waived > 0 ? `, ${column.waived} do not and are waived` : ""}`,
    })),
  ],
});

export const verify = defineStep({
  id: "verify",
  number: 5,
  title: "Verify",
  why: "Removing a key is safe only after every row has been read without it.",
  revision: 1,
  systems: ["aws-secrets-manager", "aws-ecs"],
  phases: [decryptEveryCell],
});
