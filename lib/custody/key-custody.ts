import { type Keyring, parseKeyring } from "#lib/crypto/keyring.ts";
import type { KeyCustody } from "#lib/ports/key-custody.ts";
import { PortError } from "#lib/ports/port-error.ts";
import type { SecretStore } from "#lib/ports/secret-store.ts";
import type { Vault } from "#lib/ports/vault.ts";
import { custodyState } from "./custody-state.ts";
import { diffRemoval, diffStaged } from "./diff-staged.ts";
import { dropStaged } from "./drop-staged.ts";
import { findVersionHolding, versionsHolding } from "./find-holders.ts";
import { generateKey } from "./generate-key.ts";
import { keepInVault } from "./keep-in-vault.ts";
import { keyringOf } from "./key-entries.ts";
import { CURRENT_STAGE, loadVersion } from "./load-version.ts";
import { promoteStaged } from "./promote-staged.ts";
import { proveKey } from "./prove-key.ts";
import { removeKey } from "./remove-key.ts";
import { restage } from "./restage.ts";
import { type EscrowDesk, sealToEscrow } from "./seal-to-escrow.ts";
import { stageNewKey } from "./stage-new-key.ts";
import { switchCurrentVersion } from "./switch-current-version.ts";

/** The custody as the worker holds it: the port, and the keys for the engine. */
export interface WorkerKeyCustody extends KeyCustody {
  /** The keys of AWSCURRENT as they are now. Errors as in `KeyCustody`. */
  keyring: () => Promise<Keyring>;
}

/** `desk` and `vault`: the team's two kinds of escrow, each null when it is not configured. */
export function createKeyCustody(
  store: SecretStore,
  desk: EscrowDesk | null = null,
  vault: Vault | null = null,
): WorkerKeyCustody {
  return {
    state: () => custodyState(store),
    findVersionHolding: (key) => findVersionHolding(store, key),
    rehearseGeneration: async () => {
      const entries = { ENCRYPTION_KEY_V1: generateKey().reveal(), ENCRYPTION_CURRENT_VERSION: "1" };
      proveKey(parseKeyring(entries), 1);
    },
    stageNewKey: (key) => stageNewKey(store, key),
    restage: (key) => restage(store, key),
    dropStaged: ({ version }) => dropStaged(store, version),
    diffStaged: ({ version }) => diffStaged(store, version),
    promoteStaged: (move) => promoteStaged(store, move),
    switchCurrentVersion: (change) => switchCurrentVersion(store, change),
    sealToEscrow: async (key) => desk && sealToEscrow(store, desk, key),
    keepInVault: (key) => keepInVault(store, vault, key),
    vaultItems: async ({ vaultItem, ...key }) => {
      if (!vault && vaultItem !== null) throw vaultMissing(vaultItem);
      return (await vault?.find(key)) ?? [];
    },
    removeFromVault: async ({ itemIds }) => {
      for (const itemId of itemIds) {
        if (!vault) throw vaultMissing(itemId);
        await vault.remove(itemId);
      }
    },
    diffRemoval: ({ version }) => diffRemoval(store, version),
    removeKey: (removal) => removeKey(store, removal),
    versionsHolding: ({ version }) => versionsHolding(store, version),
    keyring: async () => keyringOf((await loadVersion(store, { stage: CURRENT_STAGE })).document),
  };
}

function vaultMissing(itemId: string): PortError {
  const message = `1Password keeps a copy of the key as item ${itemId}, and no vault is configured. Set OP_CONNECT_HOST, OP_CONNECT_TOKEN and OP_VAULT_ID again.`;
  return new PortError("invalid", message);
}
