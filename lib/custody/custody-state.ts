import type { CustodyState, SecretVersion } from "#lib/ports/key-custody.ts";
import type { SecretStore } from "#lib/ports/secret-store.ts";
import { isKeyEntry, keyringOf } from "./key-entries.ts";
import { CURRENT_STAGE, type LoadedVersion, loadIfThere, loadVersion, STAGED } from "./load-version.ts";

/** Numbers, fingerprints and names of AWSCURRENT and of the staged version; no value. */
export async function custodyState(store: SecretStore): Promise<CustodyState> {
  const current = await loadVersion(store, { stage: CURRENT_STAGE });
  const staged = await loadIfThere(store, { stage: STAGED });
  return { ...describe(current), staged: staged && describe(staged) };
}

function describe({ versionId, document }: LoadedVersion): SecretVersion {
  const keyring = keyringOf(document);
  return {
    versionId,
    keys: keyring.versions.map((version) => ({ version, fingerprint: keyring.fingerprint(version) })),
    currentVersion: keyring.currentVersion,
    otherEntries: document.names.filter((name) => !isKeyEntry(name)),
  };
}
