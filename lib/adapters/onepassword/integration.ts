import type { Integration } from "#lib/ports/integration.ts";
import { connectOnePassword, type OnePasswordConfig, readVault } from "./vault.ts";

/** Null when 1Password is not configured. */
export function onePasswordIntegration(config: OnePasswordConfig | null): Integration {
  return {
    id: "onepassword",
    name: "1Password",
    purpose: "Keeps a copy of each key until its destruction, written and removed by the worker.",
    withoutIt:
      "Step 1 waits before anything uses the new key, and step 10 waits. Every step between them works.",
    configured: config !== null,
    target: config ? `vault ${config.vaultId} at ${new URL(config.host).host}` : "",
    test: async () =>
      config
        ? [{ checked: "The vault can be read", detail: await readVault(connectOnePassword(config), config) }]
        : [],
  };
}
