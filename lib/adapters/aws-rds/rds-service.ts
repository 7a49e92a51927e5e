import type { AwsService } from "../aws/aws-service.ts";

const INVALID = new Set(["InvalidParameterCombination", "InvalidParameterValue", "ValidationError"]);

export const RDS: AwsService = {
  name: "RDS",
  prefix: "rds",
  explain: (name, { action, resource }) => {
    if (name.startsWith("DBInstanceNotFound"))
      return ["not-found", `RDS does not find ${resource}: check DB_INSTANCE_ID and AWS_REGION.`];
    if (INVALID.has(name)) return ["invalid", `RDS refuses ${action} (${name}): check DB_INSTANCE_ID.`];
    return null;
  },
};
