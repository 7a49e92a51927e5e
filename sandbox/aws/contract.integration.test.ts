import { afterAll, beforeAll, describe } from "vitest";
import { awsContract } from "#tests/contract/aws-contract.ts";
import { startForTest, type TestAws } from "./start-for-test.ts";

let env: TestAws;
beforeAll(async () => {
  env = await startForTest({ desiredCount: 1 });
  await env.aws.startService();
});
afterAll(() => env[Symbol.asyncDispose]());

describe("against the sandbox", () =>
  awsContract(() => ({
    connection: env.connection,
    cluster: env.options.cluster,
    service: env.options.service,
    secretId: "restartix-prod/env",
    image: "restartix-reencrypt",
    subnets: ["subnet-0a1b2c3d"],
    securityGroups: ["sg-0a1b2c3d"],
  })));
