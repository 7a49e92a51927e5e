import { z } from "zod";
import { newEntryIsFree, writesUseOldVersion } from "../checks/secret-checks.ts";
import { definePhase, defineStep } from "../step.ts";

export const generate = definePhase({
  id: "generate",
  title: "Generate and stage the new key",
  summary:
    "The worker draws 32 random bytes, stages them in the secret store under a label that no process reads, and proves them with a canary. Nobody sees the key.",
  actionLabel: "Generate the key",
  input: z.object({}),
  checks: [writesUseOldVersion, newEntryIsFree],
  plan: async ({ rotation }) => ({
    intent: [
      { label: "Entry to stage", value: `ENCRYPTION_KEY_V${rotation.newVersion}`, kind: "code" },
      { label: "Key", value: "AES-256, 32 bytes from the operating system's random source" },
      { label: "Staging label", value: "KEYTURN_STAGED", kind: "code" },
    ],
    diff: [],
    bound: {},
  }),
  evidence: z.object({
    stagedVersionId: z.string(),
    baseVersionId: z.string(),
    fingerprint: z.string(),
    escrow: z.object({ label: z.string(), recipients: z.number(), sha256: z.string() }).nullable(),
    vault: z.object({ itemId: z.string(), label: z.string() }).nullable().default(null),
  }),
  // Run again after a crash it finds the version of its own token and generates nothing.
  perform: async ({ context }) => {
    const { custody, rotation, token, clock } = context;
    const staged = await custody.stageNewKey({ version: rotation.newVersion, token });
    const copy = {
      version: rotation.newVersion,
      label: escrowLabel(rotation.newVersion, new Date(clock.now())),
    };
    const [escrow, vault] = [await custody.sealToEscrow(copy), await custody.keepInVault(copy)];
    return { ...staged, escrow, vault };
  },
  facts: ({ fingerprint, stagedVersionId, escrow, vault }) => [
    { label: "Fingerprint", value: fingerprint, kind: "code" },
    { label: "Staged in secret version", value: stagedVersionId, kind: "code" },
    { label: "Canary", value: "encrypted and decrypted with the staged key" },
    {
      label: "Escrow",
      value: escrow ? `“${escrow.label}”, sealed to ${escrow.recipients} recipients` : "not configured",
    },
    { label: "1Password", value: vault ? `“${vault.label}”, item ${vault.itemId}` : "not configured" },
  ],
});

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** The procedure's label: "RestartiX Encryption Key V2 - Feb 2026". */
function escrowLabel(version: number, at: Date): string {
  return `RestartiX Encryption Key V${version} - ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
}

export const keepEscrow = definePhase({
  id: "keep-escrow",
  title: "Put the sealed copy into the password manager",
  summary:
    "Download the sealed file and store it as a document under its label, shared with the security team only. It opens with the recipients’ own identities; Keyturn cannot open it.",
  actionLabel: "Confirm the escrow copy",
  fields: [
    {
      name: "stored",
      label: "The sealed file is in the password manager under its label",
      hint: "Or: no recipients are configured, and escrow is kept by other means. Needless when 1Password alone keeps the key.",
      whenEmpty: "1Password keeps the key: the worker wrote it there",
      kind: "attest",
    },
  ],
  input: z.object({ stored: z.enum(["yes", ""], "Tick the box once the file is stored.").default("") }),
  checks: [],
  plan: async (context) => {
    const { escrow, vault } = context.evidenceOf("generate-key", generate);
    return {
      intent: [
        ...(escrow
          ? [
              { label: "Label", value: escrow.label },
              { label: "Sealed file (SHA-256)", value: escrow.sha256, kind: "code" as const },
            ]
          : [{ label: "Escrow", value: "no recipients are configured (ESCROW_AGE_RECIPIENTS)" }]),
        ...(vault ? [{ label: "1Password item", value: vault.itemId, kind: "code" as const }] : []),
      ],
      diff: [],
      bound: {},
    };
  },
  evidence: z.object({ stored: z.enum(["yes", ""]), vaultItem: z.string().nullable().default(null) }),
  perform: async ({ context, input }) => {
    const { escrow, vault } = context.evidenceOf("generate-key", generate);
    if (input.stored === "" && (escrow || !vault))
      throw new Error("Store the sealed file, or another copy of the key, and tick the box.");
    return { stored: input.stored, vaultItem: vault?.itemId ?? null };
  },
  facts: ({ stored, vaultItem }) => [
    ...(stored === "yes" ? [{ label: "Attested", value: "stored in the password manager" }] : []),
    ...(vaultItem ? [{ label: "1Password item", value: vaultItem, kind: "code" as const }] : []),
  ],
});

export const generateKey = defineStep({
  id: "generate-key",
  number: 1,
  title: "Generate key",
  why: "A key that no person and no file has ever held cannot be leaked by one.",
  revision: 1,
  systems: ["aws-secrets-manager", "onepassword"],
  phases: [generate, keepEscrow],
});
