import {
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  type ListSecretVersionIdsCommandOutput,
  PutSecretValueCommand,
  SecretsManagerClient,
  type SecretsManagerClientConfig,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { Secret } from "#lib/domain/secret.ts";
import { PortError } from "#lib/ports/port-error.ts";
import type { ListedVersion, SecretStore } from "#lib/ports/secret-store.ts";
import { readSdkError, translateError } from "./translate-error.ts";

export interface SecretStoreConfig {
  region: string;
  /** Name or ARN. */
  secretId: string;
  /** AWS itself when absent. */
  endpoint?: string;
  /** The SDK's own chain when absent. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

interface Connection {
  client: SecretsManagerClient;
  secretId: string;
}

function connect({ region, secretId, endpoint, credentials }: SecretStoreConfig): Connection {
  const config: SecretsManagerClientConfig = {
    region,
    // Four attempts with the SDK's exponential back-off and jitter; every write here may be sent twice.
    maxAttempts: 4,
    retryMode: "standard",
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  };
  return { client: new SecretsManagerClient(config), secretId };
}

async function attempt<T>({ secretId }: Connection, action: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw translateError(error, action, secretId);
  }
}

function describe(connection: Connection): Promise<DescribeSecretCommandOutput> {
  const { client, secretId: SecretId } = connection;
  return attempt(connection, "DescribeSecret", () => client.send(new DescribeSecretCommand({ SecretId })));
}

async function holderOf(connection: Connection, stage: string): Promise<string | null> {
  const { VersionIdsToStages = {} } = await describe(connection);
  return Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes(stage))?.[0] ?? null;
}

/**
 * Sends a label change. AWS refuses it when the label is not where the caller says, which is also what the second sending
 * of a change looks like whose first answer was lost: then the label is already where it belongs.
 */
async function relabel(
  connection: Connection,
  change: { stage: string; from: string | null; to: string | null },
  isDone: (holder: string | null) => boolean,
): Promise<void> {
  const { client, secretId } = connection;
  const { stage, from, to } = change;
  const command = new UpdateSecretVersionStageCommand({
    SecretId: secretId,
    VersionStage: stage,
    ...(from === null ? {} : { RemoveFromVersionId: from }),
    ...(to === null ? {} : { MoveToVersionId: to }),
  });
  try {
    await client.send(command);
  } catch (error) {
    if (readSdkError(error).name !== "InvalidParameterException") {
      throw translateError(error, "UpdateSecretVersionStage", secretId);
    }
    if (isDone(await holderOf(connection, stage))) return;
    const message = `Somebody moved the label ${stage} of the secret ${secretId} meanwhile. Read the secret again.`;
    throw new PortError("conflict", message);
  }
}

async function listVersions(connection: Connection): Promise<ListedVersion[]> {
  const { client, secretId: SecretId } = connection;
  const versions: ListedVersion[] = [];
  let token: string | undefined;
  do {
    const next = token === undefined ? {} : { NextToken: token };
    const command = new ListSecretVersionIdsCommand({
      SecretId,
      IncludeDeprecated: true,
      MaxResults: 100,
      ...next,
    });
    const page: ListSecretVersionIdsCommandOutput = await attempt(connection, "ListSecretVersionIds", () =>
      client.send(command),
    );
    for (const { VersionId = "", VersionStages = [], CreatedDate = new Date(0) } of page.Versions ?? []) {
      versions.push({ versionId: VersionId, stages: VersionStages, createdAt: CreatedDate });
    }
    token = page.NextToken;
  } while (token);
  return versions.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
}

/** The platform's secret in AWS Secrets Manager. */
export function createSecretStore(config: SecretStoreConfig): SecretStore {
  const connection = connect(config);
  const { client, secretId: SecretId } = connection;
  return {
    read: (at) =>
      attempt(connection, "GetSecretValue", async () => {
        const where = "stage" in at ? { VersionStage: at.stage } : { VersionId: at.versionId };
        const found = await client.send(new GetSecretValueCommand({ SecretId, ...where }));
        if (found.SecretString === undefined) {
          throw new PortError(
            "invalid",
            `The secret ${SecretId} is binary. Keyturn edits JSON secrets only.`,
          );
        }
        const { VersionId: versionId = "", VersionStages: stages = [] } = found;
        return { versionId, stages, content: new Secret(found.SecretString) };
      }),
    put: ({ token, content, stages }) =>
      attempt(connection, "PutSecretValue", async () => {
        const version = { ClientRequestToken: token, VersionStages: [...stages] };
        await client.send(
          new PutSecretValueCommand({ SecretId, SecretString: content.reveal(), ...version }),
        );
      }),
    moveStage: (move) => relabel(connection, move, (holder) => holder === move.to),
    removeStage: ({ stage, from }) =>
      relabel(connection, { stage, from, to: null }, (holder) => holder !== from),
    listVersions: () => listVersions(connection),
    changedAt: async () => (await describe(connection)).LastChangedDate ?? new Date(),
  };
}
