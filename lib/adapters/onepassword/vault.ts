import { z } from "zod";
import type { Secret } from "#lib/domain/secret.ts";
import { PortError } from "#lib/ports/port-error.ts";
import type { Vault } from "#lib/ports/vault.ts";
import { connectJsonApi, type JsonApi } from "../json-api.ts";

export interface OnePasswordConfig {
  /** Address of the Connect server. */
  host: string;
  /** With read and write access to the vault. */
  token: string;
  vaultId: string;
  /** Name of the platform's secret: marks the items of this platform among others in the vault. */
  scope: string;
  timeoutMs?: number;
}

const Item = z.object({ id: z.string().regex(/^[\da-z]{26}$/), tags: z.array(z.string()).default([]) });
type Item = z.output<typeof Item>;

/** A vault of 1Password behind a Connect server. The key is in the body of one request and in no other place. */
export function createVault(config: OnePasswordConfig, api: JsonApi = connectOnePassword(config)): Vault {
  const items = `/v1/vaults/${config.vaultId}/items`;
  const list = (version: number) => listItems(api, items, versionTag(config, version));
  return {
    keep: async (copy) => {
      const mark = keyTag(copy.fingerprint);
      const kept = await list(copy.version);
      const own = kept.find(({ tags }) => tags.includes(mark));
      if (own) return { itemId: own.id };
      if (kept.length > 0) {
        const message = `1Password keeps another key as V${copy.version}. Find out which one it is before anything else is written there.`;
        throw new PortError("conflict", message);
      }
      const body = newItem(config, copy, [versionTag(config, copy.version), mark]);
      const { value } = await api({ method: "POST", path: items, body, answer: Item });
      return { itemId: value.id };
    },
    find: async ({ version, fingerprint }) =>
      (await list(version)).filter(({ tags }) => tags.includes(keyTag(fingerprint))).map(({ id }) => id),
    remove: async (itemId) => {
      const path = `${items}/${encodeURIComponent(itemId)}`;
      await api({ method: "DELETE", path, answer: z.null() }).catch(async (error: unknown) => {
        // The item or the whole vault: only a vault that is there can have lost an item.
        if (!(error instanceof PortError && error.code === "not-found")) throw error;
        await readVault(api, config);
      });
    },
  };
}

export function connectOnePassword({ host, token, vaultId, timeoutMs }: OnePasswordConfig): JsonApi {
  return connectJsonApi({
    name: "1Password Connect",
    url: host,
    urlSetting: "OP_CONNECT_HOST",
    headers: { authorization: `Bearer ${token}` },
    refusal: (status) => refusal(status, vaultId),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
}

/** The vault's name. */
export async function readVault(api: JsonApi, { vaultId }: OnePasswordConfig): Promise<string> {
  const answer = z.object({ id: z.literal(vaultId), name: z.string() });
  return (await api({ method: "GET", path: `/v1/vaults/${vaultId}`, answer })).value.name;
}

async function listItems(api: JsonApi, path: string, tag: string): Promise<Item[]> {
  const { value } = await api({
    method: "GET",
    path,
    query: { filter: `tag eq "${tag}"` },
    answer: z.array(Item),
  });
  // A server that does not know the filter answers with every item of the vault.
  return value.filter(({ tags }) => tags.includes(tag));
}

const keyTag = (fingerprint: string) => `key-${fingerprint}`;

/** Marks what one platform keeps under this number, of whichever key. */
function versionTag({ scope }: OnePasswordConfig, version: number): string {
  return `keyturn-${scope.replaceAll(/[^\w]+/g, "-")}-v${version}`;
}

function newItem(
  { vaultId }: OnePasswordConfig,
  { key, version, fingerprint, label }: { key: Secret; version: number; fingerprint: string; label: string },
  tags: string[],
) {
  return {
    title: label,
    vault: { id: vaultId },
    category: "SECURE_NOTE",
    tags,
    fields: [
      { id: "key", type: "CONCEALED", label: `ENCRYPTION_KEY_V${version}`, value: key.reveal() },
      { id: "fingerprint", type: "STRING", label: "Fingerprint", value: fingerprint },
    ],
  };
}

function refusal(status: number, vaultId: string): PortError | undefined {
  if (status === 400)
    return new PortError(
      "invalid",
      "1Password Connect refuses the item: update the Connect server to 1.7 or newer.",
    );
  if (status === 401)
    return new PortError(
      "access-denied",
      "1Password Connect refuses the token: set OP_CONNECT_TOKEN to a valid one.",
    );
  if (status === 403) {
    const message = `1Password Connect denies access: give OP_CONNECT_TOKEN read and write access to the vault ${vaultId}.`;
    return new PortError("access-denied", message);
  }
  if (status === 404)
    return new PortError(
      "not-found",
      `1Password knows no vault ${vaultId}, or not that item: check OP_VAULT_ID.`,
    );
  if (status === 413)
    return new PortError(
      "invalid",
      "1Password Connect, or a proxy before it, finds the item too large: check OP_CONNECT_HOST.",
    );
  return undefined;
}
