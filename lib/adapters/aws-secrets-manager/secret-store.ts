import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  paginateListSecretVersionIds,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { Secret } from "#lib/domain/secret.ts";
import { BinaryVersionError } from "#lib/ports/binary-version-error.ts";
import { PortError } from "#lib/ports/port-error.ts";
import type { ListedVersion, SecretStore, StoredVersion } from "#lib/ports/secret-store.ts";
import { type AwsCalls, callsOf } from "../aws/aws-calls.ts";
import { type AwsConnection, clientOptions } from "../aws/aws-connection.ts";
import { readSdkError } from "../aws/translate-error.ts";
import { SECRETS_MANAGER } from "./secrets-manager.ts";

export interface SecretStoreConfig extends AwsConnection {
  /** Name or ARN. */
  secretId: string;
}

interface Connection extends AwsCalls {
  client: SecretsManagerClient;
  secretId: string;
}

function connect(config: SecretStoreConfig): Connection {
  const { secretId } = config;
  // Every write here may be sent twice.
  const client = new SecretsManagerClient(clientOptions(config));
  return { client, secretId, ...callsOf(SECRETS_MANAGER, `the secret ${secretId}`) };
}

async function describe({ client, secretId, attempt, demand }: Connection) {
  const command = new DescribeSecretCommand({ SecretId: secretId });
  const found = await attempt("DescribeSecret", () => client.send(command));
  demand(found.ARN, "DescribeSecret");
  return found;
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
  const { client, secretId, attempt, demand } = connection;
  const { stage, from, to } = change;
  const command = new UpdateSecretVersionStageCommand({
    SecretId: secretId,
    VersionStage: stage,
    ...(from === null ? {} : { RemoveFromVersionId: from }),
    ...(to === null ? {} : { MoveToVersionId: to }),
  });
  const action = "UpdateSecretVersionStage";
  const isAnswered = await attempt(action, async () => {
    try {
      const { ARN } = await client.send(command);
      demand(ARN, action);
      return true;
    } catch (error) {
      if (readSdkError(error).name === "InvalidParameterException") return false;
      throw error;
    }
  });
  if (isAnswered || isDone(await holderOf(connection, stage))) return;
  const message = `Somebody moved the label ${stage} of the secret ${secretId} meanwhile. Read the secret again.`;
  throw new PortError("conflict", message);
}

async function read(
  { client, secretId, attempt, demand }: Connection,
  at: Parameters<SecretStore["read"]>[0],
): Promise<StoredVersion> {
  const where = "stage" in at ? { VersionStage: at.stage } : { VersionId: at.versionId };
  const command = new GetSecretValueCommand({ SecretId: secretId, ...where });
  const found = await attempt("GetSecretValue", () => client.send(command));
  const versionId = demand(found.VersionId, "GetSecretValue");
  if (found.SecretString === undefined) {
    const message = `The secret ${secretId} is binary. Keyturn edits JSON secrets only.`;
    throw new BinaryVersionError(message);
  }
  return { versionId, stages: found.VersionStages ?? [], content: new Secret(found.SecretString) };
}

async function put(
  { client, secretId, attempt, demand }: Connection,
  { token, content, stages }: Parameters<SecretStore["put"]>[0],
): Promise<void> {
  const command = new PutSecretValueCommand({
    SecretId: secretId,
    ClientRequestToken: token,
    SecretString: content.reveal(),
    VersionStages: [...stages],
  });
  const { VersionId } = await attempt("PutSecretValue", () => client.send(command));
  demand(VersionId, "PutSecretValue");
}

async function listVersions({ client, secretId, all, demand }: Connection): Promise<ListedVersion[]> {
  const action = "ListSecretVersionIds";
  const input = { SecretId: secretId, IncludeDeprecated: true };
  const found = await all({
    action,
    pages: paginateListSecretVersionIds({ client, pageSize: 100 }, input),
    read: (page) => ({ items: page.Versions, next: page.NextToken }),
  });
  return found
    .map(({ VersionId, VersionStages = [], CreatedDate = new Date(0) }) => ({
      versionId: demand(VersionId, action),
      stages: VersionStages,
      createdAt: CreatedDate,
    }))
    .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
}

/** The platform's secret in AWS Secrets Manager. */
export function createSecretStore(config: SecretStoreConfig): SecretStore {
  const connection = connect(config);
  return {
    read: (at) => read(connection, at),
    put: (version) => put(connection, version),
    moveStage: (move) => relabel(connection, move, (holder) => holder === move.to),
    removeStage: ({ stage, from }) =>
      relabel(connection, { stage, from, to: null }, (holder) => holder !== from),
    listVersions: () => listVersions(connection),
    changedAt: async () => connection.demand((await describe(connection)).LastChangedDate, "DescribeSecret"),
  };
}
