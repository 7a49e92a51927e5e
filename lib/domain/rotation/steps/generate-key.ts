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
  evidence: z.object({ stagedVersionId: z.string(), baseVersionId: z.string(), fingerprint: z.string() }),
  // Run again after a crash it finds the version of its own token and generates nothing.
  perform: ({ context }) =>
    context.custody.stageNewKey({ version: context.rotation.newVersion, token: context.token }),
  facts: ({ fingerprint, stagedVersionId }) => [
    { label: "Fingerprint", value: fingerprint, kind: "code" },
    { label: "Staged in secret version", value: stagedVersionId, kind: "code" },
    { label: "Canary", value: "encrypted and decrypted with the staged key" },
  ],
});

export const generateKey = defineStep({
  id: "generate-key",
  number: 1,
  title: "Generate key",
  why: "A key that no person and no file has ever held cannot be leaked by one.",
  revision: 1,
  phases: [generate],
});
