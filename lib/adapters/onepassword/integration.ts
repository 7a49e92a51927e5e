import type { Integration } from "#lib/ports/integration.ts";
import type { JsonApi } from "../json-api.ts";
import { type OnePasswordConfig, readVault } from "./vault.ts";

/** Null for both when 1Password is not configured. */
export function onePasswordIntegration(config: OnePasswordConfig | null, api: JsonApi | null): Integration {
  return {
    id: "onepassword",
    name: "1Password",
    purpose: "Keeps a copy of each key until its destruction, written and removed by the worker.",
    withoutIt:
      "Step 1 waits before anything uses the new key, and step 10 waits. Every step between them works.",
    configured: config !== null,
    target: config ? `vault ${config.vaultId} at ${new URL(config.host).host}` : "",
    test: async () =>
      config && api ? [{ checked: "The vault can be read", detail: await readVault(api, config) }] : [],
  };
}
