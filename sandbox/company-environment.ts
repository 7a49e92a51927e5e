import type { AwsSandbox } from "./aws/aws-sandbox.ts";
import type { CompanyDatabase } from "./company-database.ts";
import type { Credentials } from "./state-folder.ts";

export const AWS_REGION = "eu-central-1";
export const ECS_CLUSTER = "restartix-prod";
export const ECS_SERVICE = "restartix-core-api";
export const OIDC_CLIENT_ID = "keyturn";

interface Parts {
  appUrl: string;
  issuer: string;
  database: CompanyDatabase;
  credentials: Credentials;
  aws: AwsSandbox;
}

/** The web process gets no AWS setting and no key. */
export function webEnvironment({ appUrl, issuer, database, credentials }: Parts): Record<string, string> {
  return {
    APP_ENV: "sandbox",
    APP_URL: appUrl,
    DATABASE_URL: database.urls.keyturn_web_login,
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID,
    OIDC_CLIENT_SECRET: credentials.oidcClientSecret,
    OIDC_GROUP_SECURITY_ENGINEER: "security-engineers",
    OIDC_GROUP_SECURITY_APPROVER: "security-approvers",
    OIDC_GROUP_COMPLIANCE_OFFICER: "compliance-officers",
    NEXTAUTH_URL: appUrl,
    NEXTAUTH_SECRET: credentials.nextAuthSecret,
  };
}

export function workerEnvironment({ appUrl, database, aws }: Parts): Record<string, string> {
  return {
    APP_ENV: "sandbox",
    APP_URL: appUrl,
    DATABASE_URL: database.urls.keyturn_worker_login,
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION,
    AWS_ACCESS_KEY_ID: "sandbox",
    AWS_SECRET_ACCESS_KEY: "sandbox",
    SECRET_ID: "restartix-prod/env",
    ECS_CLUSTER,
    ECS_SERVICE,
  };
}
