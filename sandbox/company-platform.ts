import { join } from "node:path";
import { parseKeyring } from "#lib/crypto/keyring.ts";
import type { AwsSandbox, SandboxTask } from "./aws/aws-sandbox.ts";
import { startAws } from "./aws/start-aws.ts";
import { type CompanyDatabase, databaseUrls, prepareDatabase } from "./company-database.ts";
import {
  AWS_REGION,
  DB_INSTANCE_ID,
  ECS_CLUSTER,
  ECS_SERVICE,
  REENCRYPT_TASK,
} from "./company-environment.ts";
import type { CompanyOptions } from "./company-options.ts";
import { PROJECT_ROOT } from "./company-processes.ts";
import { Traffic } from "./platform/traffic.ts";
import { startCluster } from "./postgres/cluster.ts";
import type { LoginRole } from "./postgres/login-roles.ts";
import type { StartUp } from "./start-up.ts";
import { keepCredentials, type StateFolder } from "./state-folder.ts";

const NODE = [process.execPath, "--conditions=react-server"] as const;

function program(path: string, ...args: string[]): string[] {
  return [...NODE, join(PROJECT_ROOT, path), ...args];
}

/** What the images of the task definitions run on this machine. */
function images(urls: Record<LoginRole, string>, awsPort: number) {
  const env = (role: LoginRole) => ({ DATABASE_URL: urls[role], NODE_ENV: "production" });
  return {
    [ECS_SERVICE]: {
      command: program("sandbox/platform/main.ts"),
      env: env("restartix_app"),
      cwd: PROJECT_ROOT,
      healthPath: "/health",
    },
    [REENCRYPT_TASK]: {
      command: program("bin/reencrypt.ts", "--json"),
      env: {
        ...env("keyturn_worker_login"),
        AWS_ENDPOINT_URL: `http://127.0.0.1:${awsPort}`,
        AWS_REGION,
        // On AWS these come from the task's role.
        AWS_ACCESS_KEY_ID: "sandbox",
        AWS_SECRET_ACCESS_KEY: "sandbox",
      },
      cwd: PROJECT_ROOT,
    },
  };
}

export interface Platform {
  aws: AwsSandbox;
  database: CompanyDatabase;
}

/** The database with its data, and the AWS endpoint whose secret holds the key that encrypted it. No task runs yet. */
export async function startDatabaseAndAws(
  startUp: StartUp,
  state: StateFolder,
  options: CompanyOptions,
): Promise<Platform> {
  const cluster = await startCluster({
    dataDir: state.path("postgres"),
    port: state.ports.postgres,
    fresh: state.isNew,
    password: state.credentials.superuser,
    onUnexpectedExit: (reason) => startUp.fail(reason),
  });
  startUp.started.defer(() => cluster.stop());
  const urls = databaseUrls(cluster.port, state.credentials.roles);
  const aws = await startAws({
    port: state.ports.aws,
    stateFile: state.path("aws.json"),
    region: AWS_REGION,
    cluster: ECS_CLUSTER,
    service: ECS_SERVICE,
    images: images(urls, state.ports.aws),
    dbInstance: DB_INSTANCE_ID,
    timeCompression: options.timeCompression ?? 1,
  });
  startUp.started.defer(() => aws.stop());
  const database = await prepareDatabase(cluster, state.credentials.roles, {
    keyring: parseKeyring(JSON.parse(aws.secretText()) as Record<string, string>),
    rows: options.rows,
    hostile: options.hostile,
  });
  startUp.started.defer(() => database.pool.end());
  // Only now: a start that was cut short before this begins anew, with data and secret of one piece.
  keepCredentials(state);
  return { aws, database };
}

export function takesRequests({ healthy, desiredStatus, taskDefinition }: SandboxTask): boolean {
  return healthy && desiredStatus === "RUNNING" && taskDefinition.includes(ECS_SERVICE);
}

interface RunningTraffic {
  traffic: Traffic;
  /** Holds the table against every value that the traffic wrote or read; returns the number of cells compared. */
  compare: () => Promise<number>;
}

/** Starts the platform's traffic; stopping it compares the table a last time and says the result. */
export async function startTraffic(
  startUp: StartUp,
  { aws, database }: Platform,
  options: CompanyOptions,
): Promise<RunningTraffic> {
  const traffic = new Traffic({
    ...(await database.trafficIds()),
    targets: () =>
      aws
        .tasks()
        .filter(takesRequests)
        .map((task) => `http://127.0.0.1:${task.port}`),
    perSecond: options.trafficPerSecond ?? 20,
  });
  const compare = () => traffic.compareWith(database.storedReader(aws.secretText()));
  startUp.started.defer(async () => {
    await traffic.stop();
    const cells = await compare().catch(() => null);
    const { requests, failures, decryptFailures, lostWrites } = traffic.counters();
    options.say?.(
      `The platform's traffic: ${requests} requests, ${failures} failed, ${decryptFailures} decrypt failures, ` +
        `${lostWrites} lost writes; ${cells ?? "no"} stored values compared.`,
    );
  });
  traffic.start();
  return { traffic, compare };
}
