import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ECSClient } from "@aws-sdk/client-ecs";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { AwsOptions, AwsSandbox } from "./aws-sandbox.ts";
import { startAws } from "./start-aws.ts";

/** Health answers with the key version that the task was started with; `BROKEN=1` never becomes healthy; `/say/…` is logged. */
const SERVER = `
const { createServer } = require("node:http");
const encryption = { status: "healthy", message: "Encryption working with key version " + process.env.ENCRYPTION_CURRENT_VERSION };
const server = createServer((request, response) => {
  if (request.url.startsWith("/say/")) console.log(decodeURIComponent(request.url.slice(5)));
  response.statusCode = process.env.BROKEN ? 503 : 200;
  response.end(JSON.stringify({ status: "ok", checks: { encryption }, keys: Object.keys(process.env).filter((name) => name.startsWith("ENCRYPTION_KEY_V")) }));
});
server.listen(Number(process.env.PORT), "127.0.0.1", () => console.log("listening"));
process.stdin.on("close", () => process.exit(1)).resume();
process.on("SIGTERM", () => server.close(() => process.exit(0)).closeAllConnections());
`;

const TEST_IMAGES = {
  "restartix-core-api": { command: [process.execPath, "-e", SERVER], env: {}, healthPath: "/health" },
  "restartix-reencrypt": { command: [process.execPath, "-e", "console.log('nothing to do')"], env: {} },
};

const CREDENTIALS = { accessKeyId: "sandbox", secretAccessKey: "sandbox" };
const TEST_REGION = "eu-central-1";

export interface TestAws extends AsyncDisposable {
  aws: AwsSandbox;
  options: AwsOptions;
  secrets: SecretsManagerClient;
  ecs: ECSClient;
  /** What an adapter needs to reach this endpoint. */
  connection: { region: string; endpoint: string; credentials: typeof CREDENTIALS };
  /** A secret of the caller's own; returns its name. */
  createSecret(text: string): Promise<string>;
}

/** An endpoint of its own with its state in a temporary folder, and raw SDK clients that do not retry. */
export async function startForTest(overrides: Partial<AwsOptions> = {}): Promise<TestAws> {
  const folder = await mkdtemp(join(tmpdir(), "keyturn-aws-"));
  const options: AwsOptions = {
    port: 0,
    stateFile: join(folder, "aws.json"),
    region: TEST_REGION,
    images: { ...TEST_IMAGES },
    cluster: "restartix-prod",
    service: "restartix-core-api",
    ...overrides,
  };
  const aws = await startAws(options);
  const connection = { region: TEST_REGION, endpoint: aws.url, credentials: CREDENTIALS };
  const secrets = new SecretsManagerClient({ ...connection, maxAttempts: 1 });
  return {
    aws,
    options,
    secrets,
    ecs: new ECSClient({ ...connection, maxAttempts: 1 }),
    connection,
    createSecret: async (text) => {
      const Name = `test/${randomUUID()}`;
      await secrets.send(new CreateSecretCommand({ Name, SecretString: text }));
      return Name;
    },
    [Symbol.asyncDispose]: async () => {
      await aws.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
