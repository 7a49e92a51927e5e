import type { AwsService } from "../aws/aws-service.ts";

export const CLOUDWATCH_LOGS: AwsService = {
  name: "CloudWatch Logs",
  prefix: "logs",
  explain: (name, { action, resource }) => {
    if (name === "ResourceNotFoundException")
      return ["not-found", `CloudWatch Logs does not find ${resource}: check LOG_GROUP and AWS_REGION.`];
    if (name === "InvalidParameterException")
      return ["invalid", `CloudWatch Logs refuses ${action}: check LOG_GROUP and LOG_FILTER_PATTERN.`];
    if (name === "LimitExceededException")
      return ["throttled", `AWS limits the rate of logs:${action}. Try again in a minute.`];
    return null;
  },
};
