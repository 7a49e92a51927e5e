import type { Check } from "../step.ts";

/** Checks over AWS Secrets Manager. They compare names, numbers and fingerprints, never values. */

export const writesUseOldVersion: Check = {
  id: "writes-use-old-version",
  label: "The secret still makes the old version current",
  expected: "current version is the one being replaced",
  source: "Secrets Manager, AWSCURRENT",
  run: async ({ custody, rotation }) => {
    const { currentVersion } = await custody.state();
    return {
      outcome: currentVersion === rotation.oldVersion ? "pass" : "fail",
      value: `current version is ${currentVersion}`,
    };
  },
};

export const newEntryIsFree: Check = {
  id: "new-entry-is-free",
  label: "The number of the new key has never been used",
  expected: "no version of the secret holds it",
  source: "Secrets Manager, all versions",
  run: async ({ custody, rotation, token }) => {
    const holder = await custody.findVersionHolding({ version: rotation.newVersion, except: token });
    return holder === null
      ? { outcome: "pass", value: `ENCRYPTION_KEY_V${rotation.newVersion} is in no version` }
      : { outcome: "fail", value: `ENCRYPTION_KEY_V${rotation.newVersion} is already in version ${holder}` };
  },
};

export const newKeyIsCurrentInSecret: Check = {
  id: "new-key-in-secret",
  label: "New tasks will be given both keys",
  expected: "AWSCURRENT holds the old and the new key",
  source: "Secrets Manager, AWSCURRENT",
  run: async ({ custody, rotation }) => {
    const { keys } = await custody.state();
    const versions = keys.map((key) => key.version);
    const both = versions.includes(rotation.oldVersion) && versions.includes(rotation.newVersion);
    return {
      outcome: both ? "pass" : "fail",
      value: `keys present: ${versions.map((v) => `V${v}`).join(", ")}`,
    };
  },
};

export const keyGenerationWorks: Check = {
  id: "key-generation-works",
  label: "Key generation works",
  expected: "a test key of 32 bytes encrypts and decrypts a canary",
  source: "worker, test key discarded",
  run: async ({ custody }) => {
    await custody.rehearseGeneration();
    return { outcome: "pass", value: "test key generated, proved and discarded" };
  },
};
