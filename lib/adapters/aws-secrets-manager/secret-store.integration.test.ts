import { afterAll, beforeAll, describe } from "vitest";
import { startForTest, type TestAws } from "#sandbox/aws/start-for-test.ts";
import { secretStoreContract } from "./secret-store.contract.ts";

let env: TestAws;
beforeAll(async () => {
  env = await startForTest();
});
afterAll(() => env[Symbol.asyncDispose]());

describe("against the sandbox", () => secretStoreContract(() => env.aws.url));
