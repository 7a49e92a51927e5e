import { expect, test } from "vitest";
import { Secret } from "#lib/domain/secret.ts";
import { BinaryVersionError } from "#lib/ports/binary-version-error.ts";
import { PortError, type PortErrorCode } from "#lib/ports/port-error.ts";
import type { SecretStore } from "#lib/ports/secret-store.ts";
import { readableVersions, versionsHolding } from "./find-holders.ts";

const HOLDS = new Secret(`{"ENCRYPTION_KEY_V1":"${"0".repeat(64)}"}`);

/** Two versions: reading the first fails like this, the second holds V1. */
function storeWhose(failure: Error): SecretStore {
  const at = { stages: [], createdAt: new Date(0) };
  return {
    listVersions: async () => ["first", "second"].map((versionId) => ({ versionId, ...at })),
    read: async (of) => {
      const versionId = "versionId" in of ? of.versionId : "";
      if (versionId === "first") throw failure;
      return { versionId, stages: [], content: HOLDS };
    },
  } as Partial<SecretStore> as SecretStore;
}

async function allOf<T>(values: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const value of values) found.push(value);
  return found;
}

test.each([
  ["binary", new BinaryVersionError("It is binary.")],
  ["gone since it was listed", new PortError("not-found", "There is no such version.")],
])("a version that is %s holds no key", async (_, failure) => {
  const store = storeWhose(failure);
  expect(await versionsHolding(store, 1)).toEqual(["second"]);
  expect((await allOf(readableVersions(store))).map(({ versionId }) => versionId)).toEqual(["second"]);
});

// `invalid`: AWS could not decrypt it (DecryptionFailure), or refuses to read it (InvalidRequestException).
test.each<PortErrorCode>(["invalid", "access-denied", "throttled", "unavailable"])(
  "a version that cannot be read (%s) is never taken for one that holds no key",
  async (code) => {
    const store = storeWhose(new PortError(code, "The KMS key does not work."));
    await expect(versionsHolding(store, 1)).rejects.toMatchObject({ code });
    await expect(allOf(readableVersions(store))).rejects.toMatchObject({ code });
  },
);
