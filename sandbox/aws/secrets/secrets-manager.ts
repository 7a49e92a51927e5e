import { z } from "zod";
import { ApiError } from "../api-error.ts";
import type { AwsService } from "../define-action.ts";
import { defineAction } from "../define-action.ts";
import { listVersions } from "./list-versions.ts";
import { moveStage } from "./move-stage.ts";
import { readValue } from "./read-value.ts";
import type { SecretBook } from "./secret-book.ts";
import * as shape from "./secret-shapes.ts";
import type { StoredVersion } from "./stored-secret.ts";

const value = { SecretString: shape.text.optional(), SecretBinary: shape.binary.optional() };

function onlyValue(input: { SecretString?: string | undefined; SecretBinary?: string | undefined }) {
  if (input.SecretString !== undefined && input.SecretBinary === undefined)
    return { text: input.SecretString };
  if (input.SecretBinary !== undefined && input.SecretString === undefined)
    return { binary: input.SecretBinary };
  throw new ApiError("InvalidParameterException", "You must provide either SecretString or SecretBinary.");
}

const action = <Schema extends z.ZodType>(schema: Schema, run: (input: z.output<Schema>) => unknown) =>
  defineAction(schema, run, "ValidationException");

const content = (version: StoredVersion) =>
  version.binary === undefined ? { SecretString: version.text } : { SecretBinary: version.binary };

function writing(book: SecretBook): AwsService["actions"] {
  return {
    CreateSecret: action(
      z.object({ Name: shape.secretId, ClientRequestToken: shape.token.optional(), ...value }),
      (input) => {
        const secret = book.create(input.Name, onlyValue(input), input.ClientRequestToken);
        return { ARN: secret.arn, Name: secret.name, VersionId: secret.versions[0]?.versionId };
      },
    ),
    PutSecretValue: action(
      z.object({
        SecretId: shape.secretId,
        ClientRequestToken: shape.token.optional(),
        VersionStages: shape.stages.optional(),
        ...value,
      }),
      (input) => {
        const secret = book.find(input.SecretId);
        const stages = input.VersionStages ?? ["AWSCURRENT"];
        const version = book.put(secret, onlyValue(input), { stages, token: input.ClientRequestToken });
        return {
          ARN: secret.arn,
          Name: secret.name,
          VersionId: version.versionId,
          VersionStages: version.stages,
        };
      },
    ),
    UpdateSecretVersionStage: action(
      z.object({
        SecretId: shape.secretId,
        VersionStage: shape.stage,
        RemoveFromVersionId: shape.versionId.optional(),
        MoveToVersionId: shape.versionId.optional(),
      }),
      (input) => {
        const secret = book.find(input.SecretId);
        const { VersionStage: stage, RemoveFromVersionId: from, MoveToVersionId: to } = input;
        moveStage(secret, { stage, from, to });
        book.changed(secret);
        return { ARN: secret.arn, Name: secret.name };
      },
    ),
  };
}

function reading(book: SecretBook): AwsService["actions"] {
  return {
    GetSecretValue: action(
      z.object({
        SecretId: shape.secretId,
        VersionId: shape.versionId.optional(),
        VersionStage: shape.stage.optional(),
      }),
      (input) => {
        const secret = book.find(input.SecretId);
        const version = readValue(secret, { versionId: input.VersionId, stage: input.VersionStage });
        return {
          ARN: secret.arn,
          Name: secret.name,
          VersionId: version.versionId,
          VersionStages: version.stages,
          CreatedDate: version.createdAt,
          ...content(version),
        };
      },
    ),
    DescribeSecret: action(z.object({ SecretId: shape.secretId }), (input) => {
      const secret = book.find(input.SecretId);
      const labelled = secret.versions.filter((version) => version.stages.length > 0);
      return {
        ARN: secret.arn,
        Name: secret.name,
        CreatedDate: secret.createdAt,
        LastChangedDate: secret.changedAt,
        VersionIdsToStages: Object.fromEntries(labelled.map((one) => [one.versionId, one.stages])),
      };
    }),
    ListSecretVersionIds: action(
      z.object({
        SecretId: shape.secretId,
        IncludeDeprecated: z.boolean().optional(),
        MaxResults: z.int().min(1).max(100).optional(),
        NextToken: z.string().optional(),
      }),
      (input) => listVersions(book.find(input.SecretId), input),
    ),
  };
}

export function secretsManager(book: SecretBook): AwsService {
  return { target: "secretsmanager", actions: { ...writing(book), ...reading(book) } };
}
