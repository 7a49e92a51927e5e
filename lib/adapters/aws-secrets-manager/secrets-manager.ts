import type { AwsService } from "../aws/aws-service.ts";

const INVALID = new Set(["InvalidParameterException", "InvalidRequestException", "ValidationException"]);
const KMS = new Set(["DecryptionFailure", "DecryptionFailureException", "EncryptionFailure"]);

export const SECRETS_MANAGER: AwsService = {
  name: "Secrets Manager",
  prefix: "secretsmanager",
  beside: {
    GetSecretValue: ["kms:Decrypt"],
    PutSecretValue: ["kms:Decrypt", "kms:GenerateDataKey"],
  },
  explain: (name, { resource }) => {
    if (name === "ResourceNotFoundException")
      return [
        "not-found",
        `There is no such version of ${resource}: check SECRET_ID and AWS_REGION, then read its labels again.`,
      ];
    if (name === "ResourceExistsException")
      return ["conflict", "That version exists with other content. Read it, then decide."];
    if (name === "LimitExceededException")
      return ["invalid", `There are too many versions of ${resource}. Wait a day, then try again.`];
    if (KMS.has(name) || name.startsWith("EncryptionFailure"))
      return ["invalid", `The KMS key of ${resource} does not work: check that it exists and is enabled.`];
    if (INVALID.has(name))
      return [
        "invalid",
        `AWS refuses this for ${resource}: check that it is not scheduled for deletion and that its label was not moved.`,
      ];
    return null;
  },
};
