/** Outside systems that steps of the procedure call, by the ids of their integrations. */
export type SystemId =
  | "aws-secrets-manager"
  | "aws-ecs"
  | "aws-rds"
  | "aws-cloudwatch-logs"
  | "github"
  | "slack"
  | "sentry"
  | "datadog"
  | "onepassword";
