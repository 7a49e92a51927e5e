import { z } from "zod";
import { backupIsRecent } from "../checks/backup-checks.ts";
import { everyColumnClassified, noUpdateTriggers, recordsCounted } from "../checks/data-checks.ts";
import { everyTaskWritesNewKey } from "../checks/fleet-checks.ts";
import { noStartUpErrors } from "../checks/log-checks.ts";
import { definePhase, defineStep } from "../step.ts";

const Column = z.object({
  column: z.string(),
  total: z.number(),
  reencrypted: z.number(),
  alreadyCurrent: z.number(),
  raced: z.number(),
  deleted: z.number(),
  nulled: z.number(),
  quarantined: z.number(),
  remaining: z.number(),
  unexplained: z.number(),
});

export const runJob = definePhase({
  id: "run",
  title: "Re-encrypt every cell",
  summary:
    "The worker re-encrypts the registered columns while the platform keeps writing. A value that changes meanwhile is never overwritten.",
  actionLabel: "Start re-encryption",
  gate: { id: "A3", title: "Run re-encryption", count: 1 },
  fields: [
    {
      name: "connections",
      label: "Database connections",
      hint: "1 leaves the application undisturbed; 2 is faster. At most 8.",
      initial: "1",
    },
  ],
  input: z.object({ connections: z.coerce.number().int().min(1).max(8).default(1) }),
  checks: [
    backupIsRecent,
    everyTaskWritesNewKey,
    noStartUpErrors,
    recordsCounted,
    everyColumnClassified,
    noUpdateTriggers,
  ],
  plan: async ({ rotation, platformData }) => ({
    intent: [
      { label: "From", value: `every readable version other than V${rotation.newVersion}` },
      { label: "To", value: `V${rotation.newVersion}` },
      {
        label: "Registry of encrypted columns (SHA-256)",
        value: await platformData.registryDigest(),
        kind: "code",
      },
    ],
    diff: [],
    bound: {},
  }),
  evidence: z.object({ elapsedMs: z.number(), columns: z.array(Column) }),
  // The job keeps its own checkpoints: run again it goes on where it stopped.
  perform: async ({ context, input }) => {
    const { platformData, rotation, signal } = context;
    const job = { rotationId: rotation.id, connections: input.connections, signal };
    const result = await platformData.reencrypt(job);
    if (result.status === "completed-with-quarantine") {
      const cells = result.columns.reduce((sum, column) => sum + column.quarantined, 0);
      throw new Error(
        `${cells} cells cannot be decrypted and are quarantined, unchanged. Repair them in the platform, then retry.`,
      );
    }
    if (result.status !== "completed")
      throw new Error(result.error ?? `The job was ${result.status}. Retry resumes it.`);
    return { elapsedMs: result.elapsedMs, columns: result.columns };
  },
  facts: ({ elapsedMs, columns }) => [
    { label: "Elapsed", value: `${(elapsedMs / 1000).toFixed(1)} s` },
    ...columns.map((column) => ({
      label: column.column,
      value: `${column.reencrypted.toLocaleString("en")} re-encrypted of ${column.total.toLocaleString("en")}, ${column.unexplained} unexplained`,
    })),
  ],
});

export const reEncrypt = defineStep({
  id: "re-encrypt",
  number: 4,
  title: "Re-encrypt",
  why: "The old key can only be retired when no cell needs it.",
  revision: 1,
  phases: [runJob],
});
