import { z } from "zod";
import { writesUseOldVersion } from "../checks/secret-checks.ts";
import { stagedAddsOneEntry, stagedKeyIsTheGeneratedOne } from "../checks/staged-checks.ts";
import { definePhase, defineStep } from "../step.ts";
import { generate } from "./generate-key.ts";

export const store = definePhase({
  id: "store",
  title: "Make the staged secret the current one",
  summary:
    "One entry is added; every other byte of the secret stays as it is. The label moves only if nobody changed the secret since it was staged.",
  actionLabel: "Add the key to the secret",
  gate: { id: "A2", title: "Make the secret with the new key current", count: 1 },
  input: z.object({}),
  checks: [writesUseOldVersion, stagedKeyIsTheGeneratedOne, stagedAddsOneEntry],
  plan: async (context) => {
    const { custody, rotation, token } = context;
    const { fingerprint } = context.evidenceOf("generate-key", generate);
    // A secret that was edited meanwhile is staged again from what it is now, and the new difference is shown.
    const staged = await custody.restage({ version: rotation.newVersion, token });
    return {
      intent: [
        { label: "Secret version now", value: staged.baseVersionId, kind: "code" },
        { label: "Secret version to make current", value: staged.stagedVersionId, kind: "code" },
        { label: `Fingerprint of V${rotation.newVersion}`, value: fingerprint, kind: "code" },
        { label: "New writes keep using", value: `V${rotation.oldVersion}` },
      ],
      diff: await custody.diffStaged({ version: rotation.newVersion }),
      bound: { baseVersionId: staged.baseVersionId, stagedVersionId: staged.stagedVersionId, fingerprint },
    };
  },
  evidence: z.object({
    versionBefore: z.string(),
    versionAfter: z.string(),
    fingerprint: z.string(),
    movedAt: z.string(),
  }),
  perform: async ({ context, bound }) => {
    const { baseVersionId = "", stagedVersionId = "" } = bound;
    const version = context.rotation.newVersion;
    const moved = await context.custody.promoteStaged({ version, baseVersionId, stagedVersionId });
    return { versionBefore: baseVersionId, versionAfter: stagedVersionId, ...moved };
  },
  facts: ({ versionBefore, versionAfter, fingerprint, movedAt }) => [
    { label: "Secret version before", value: versionBefore, kind: "code" },
    { label: "Secret version after", value: versionAfter, kind: "code" },
    { label: "Fingerprint read back", value: fingerprint, kind: "code" },
    { label: "Label moved", value: movedAt, kind: "time" },
  ],
});

export const storeKey = defineStep({
  id: "store-key",
  number: 2,
  title: "Store key",
  why: "Tasks can only read what the new key encrypts once the secret holds it beside the old one.",
  revision: 1,
  systems: ["aws-secrets-manager"],
  phases: [store],
});
