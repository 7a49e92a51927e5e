import type { SecretStore } from "#lib/ports/secret-store.ts";
import type { Vault } from "#lib/ports/vault.ts";
import { readKey } from "./read-key.ts";

/** Writes the key into the team's password manager, where only its members see it. Null when there is none. */
export async function keepInVault(
  store: SecretStore,
  vault: Vault | null,
  { version, label }: { version: number; label: string },
): Promise<{ itemId: string; label: string } | null> {
  if (!vault) return null;
  const { itemId } = await vault.keep({ ...(await readKey(store, version)), version, label });
  return { itemId, label };
}
