import { z } from "zod";
import { noAutomatedBackupNeedsOldKey, noKeptSnapshotNeedsOldKey } from "../checks/backup-checks.ts";
import { instantText } from "../instant-text.ts";
import { definePhase, defineStep } from "../step.ts";

const Attested = z.literal("yes", "Every copy has to be accounted for.");

export const destroy = definePhase({
  id: "destroy",
  title: "Destroy every copy of the old key",
  summary:
    "An obligation of the key, not of the rotation: it blocks no other rotation, and opens when policy and backups allow it.",
  actionLabel: "Record the destruction",
  gate: { id: "A5", title: "Destroy the old key", count: 1, stepUp: true },
  phrase: ({ oldVersion }) => `DESTROY V${oldVersion}`,
  fields: [
    {
      name: "passwordManager",
      label: "Deleted from the password manager, its archive included",
      hint: "1Password or LastPass. The worker removes the item that it wrote itself; empty the list of deleted items too.",
      kind: "attest",
    },
    {
      name: "files",
      label: "No file holds it",
      hint: "Keyturn wrote none; check for copies that people made.",
      kind: "attest",
    },
    {
      name: "shellHistory",
      label: "No shell history holds it",
      hint: "On every machine from which the secret was ever edited by hand.",
      kind: "attest",
    },
  ],
  input: z.object({ passwordManager: Attested, files: Attested, shellHistory: Attested }),
  checks: [
    {
      id: "retention-over",
      label: "The old key has been kept as long as policy asks",
      expected: "30 days or more after its retirement",
      source: "policy and database clock",
      clearsByItself: true,
      run: async ({ rotation, clock }) => {
        if (rotation.destroyFrom === null)
          return { outcome: "unknown", value: "the old key has not been retired" };
        const over = clock.now() >= rotation.destroyFrom.getTime();
        return {
          outcome: over ? "pass" : "fail",
          value: `may be destroyed from ${instantText(rotation.destroyFrom)}`,
        };
      },
    },
    noAutomatedBackupNeedsOldKey,
    noKeptSnapshotNeedsOldKey,
  ],
  plan: async ({ rotation, custody }) => {
    const { oldVersion: version, oldKey } = rotation;
    const { fingerprint, vaultItem } = oldKey;
    if (fingerprint === null) throw new Error(`The record has no fingerprint of V${version}.`);
    const residue = await custody.versionsHolding({ version });
    const items = await custody.vaultItems({ version, fingerprint, vaultItem });
    return {
      intent: [
        { label: "Key", value: `V${rotation.oldVersion}` },
        {
          label: "Versions of the secret that still hold it",
          value: residue.length === 0 ? "none" : residue.join(", "),
          kind: "code",
        },
        {
          label: "1Password items to remove",
          value: items.length === 0 ? "none" : items.join(", "),
          kind: "code",
        },
      ],
      diff: [],
      bound: { vaultItems: items.join(" ") },
    };
  },
  evidence: z.object({ residue: z.array(z.string()), vaultItems: z.array(z.string()).default([]) }),
  // The items are those that were approved: after a crash the vault no longer tells which they were.
  perform: async ({ context, bound }) => {
    const { custody, rotation } = context;
    const vaultItems = (bound["vaultItems"] ?? "").split(" ").filter(Boolean);
    await custody.removeFromVault({ itemIds: vaultItems });
    return { residue: await custody.versionsHolding({ version: rotation.oldVersion }), vaultItems };
  },
  facts: ({ residue, vaultItems }) => [
    {
      label: "1Password",
      value: vaultItems.length === 0 ? "no item of the worker" : `removed ${vaultItems.join(", ")}`,
    },
    { label: "Attested", value: "password manager, files and shell history" },
    {
      label: "Residue",
      value:
        residue.length === 0
          ? "none"
          : `${residue.length} versions of the secret, watched until they are gone`,
    },
  ],
});

export const destroyOldKey = defineStep({
  id: "destroy-old-key",
  number: 10,
  title: "Destroy old key",
  why: "Backups that need the old key have to be gone before it is.",
  revision: 1,
  systems: ["aws-rds", "aws-secrets-manager", "onepassword"],
  phases: [destroy],
});
