/** Outside systems that can hold a step up while they fail, by the ids of their integrations. A message holds up none. */
export type SystemId =
  | "aws-secrets-manager"
  | "aws-ecs"
  | "aws-rds"
  | "aws-cloudwatch-logs"
  /** Where its workflow deploys. */
  | "github"
  | "sentry"
  | "datadog"
  | "onepassword";
