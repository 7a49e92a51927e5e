import type { AwsService } from "../aws/aws-service.ts";

const ABSENT = new Set(["ClusterNotFoundException", "ServiceNotFoundException", "ServiceNotActiveException"]);
const INVALID = new Set([
  "ClientException",
  "InvalidParameterException",
  "PlatformTaskDefinitionIncompatibilityException",
  "PlatformUnknownException",
  "UnsupportedFeatureException",
]);
export const ECS: AwsService = {
  name: "ECS",
  prefix: "ecs",
  // A revision carries the tags and the roles of the one that it follows.
  beside: { RegisterTaskDefinition: ["ecs:TagResource", "iam:PassRole"], RunTask: ["iam:PassRole"] },
  explain: (name, { action, resource }) => {
    if (ABSENT.has(name))
      return ["not-found", `ECS does not find ${resource}: check ECS_CLUSTER and ECS_SERVICE.`];
    if (name === "ConflictException")
      return ["conflict", `ECS has another task under this token. Look at ${resource}, then try again.`];
    if (INVALID.has(name))
      return [
        "invalid",
        `ECS refuses ${action} (${name}). Check ${resource}, its task definition and its network.`,
      ];
    return null;
  },
};
