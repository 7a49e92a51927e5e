import type { Integration } from "#lib/ports/integration.ts";
import type { SecretStore } from "#lib/ports/secret-store.ts";
import type { SecretStoreConfig } from "./secret-store.ts";

export function secretsManagerIntegration(
  { region, secretId }: SecretStoreConfig,
  store: SecretStore,
): Integration {
  return {
    id: "aws-secrets-manager",
    name: "AWS Secrets Manager",
    purpose: "Holds the platform’s keys: a new key is staged, made current and retired here.",
    withoutIt:
      "No step that reads or changes the secret goes on, nor does a re-encryption begin. The platform’s running tasks keep their keys; approvals, pages and the audit log work.",
    configured: true,
    target: `${secretId} in ${region}`,
    test: async () => {
      await store.read({ stage: "AWSCURRENT" });
      const versions = await store.listVersions();
      return [
        { checked: `GetSecretValue of ${secretId} under AWSCURRENT, decrypted by KMS` },
        { checked: `ListSecretVersionIds of ${secretId}`, detail: `${versions.length} versions` },
      ];
    },
  };
}
