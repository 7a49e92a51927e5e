import { randomUUID } from "node:crypto";
import type { AwsSandbox } from "./aws/aws-sandbox.ts";
import { databaseUrls } from "./company-database.ts";
import { OIDC_CLIENT_ID, webEnvironment, workerEnvironment } from "./company-environment.ts";
import { type CompanyFaults, companyFaults } from "./company-faults.ts";
import type { CompanyOptions } from "./company-options.ts";
import { type OutsideWorld, startOutsideWorld } from "./company-outside.ts";
import { type Platform, startDatabaseAndAws, startTraffic } from "./company-platform.ts";
import { buildConsole, consoleAnswers, type ProcessPlace, startConsole } from "./company-processes.ts";
import { type CompanyStatus, readStatus } from "./company-status.ts";
import { serveControl } from "./control/serve-control.ts";
import { holdInstance, refuseSecondInstance } from "./instance-lock.ts";
import type { Outside } from "./outside/start-outside.ts";
import type { LoginRole } from "./postgres/login-roles.ts";
import { rollService } from "./roll-service.ts";
import { startSignInService } from "./sso/sign-in-service.ts";
import { StartUp } from "./start-up.ts";
import { openStateFolder, type StateFolder } from "./state-folder.ts";
import { WorkerHandle } from "./worker-handle.ts";

export interface Company {
  urls: { console: string; control: string; aws: string; issuer: string };
  databaseUrls: Record<LoginRole, string>;
  aws: AwsSandbox;
  outside: Outside;
  faults: CompanyFaults;
  /** Rejects when a part ends that nobody stopped, with its name and last output. */
  failed: Promise<never>;
  status(): Promise<CompanyStatus>;
  /** Holds the table against every value that the traffic wrote or read; returns the number of cells compared. */
  compareTraffic(): Promise<number>;
  startWorker(): void;
  /** SIGKILL. */
  killWorker(): Promise<void>;
  stop(): Promise<void>;
}

const CONSOLE_GRACE_MS = 3_000;

/** The control page comes first: it also tells a second start that this one lives. */
async function openControl(startUp: StartUp, state: StateFolder) {
  const instance = randomUUID();
  const control = await serveControl(state.ports.control, instance);
  startUp.started.defer(() => control.stop());
  startUp.started.defer(holdInstance(state.path(), control.url, instance));
  return control;
}

async function startSignIn(startUp: StartUp, state: StateFolder, port: number) {
  const service = await startSignInService({
    port: state.ports.sso,
    keysFile: state.path("sign-in.json"),
    client: {
      clientId: OIDC_CLIENT_ID,
      clientSecret: state.credentials.oidcClientSecret,
      origins: [`http://localhost:${port}`, `http://127.0.0.1:${port}`],
    },
  });
  startUp.started.defer(() => service.stop());
  return service;
}

async function openConsole(
  startUp: StartUp,
  place: ProcessPlace,
  port: number,
  env: Record<string, string>,
): Promise<void> {
  const build = buildConsole(place, (child) => {
    startUp.started.defer(() => child.stop(CONSOLE_GRACE_MS));
  });
  await startUp.wait(build);
  const child = startUp.watch("console", startConsole(place, port, env));
  startUp.started.defer(() => {
    startUp.expectEnd(child);
    return child.stop(CONSOLE_GRACE_MS);
  });
  await startUp.wait(consoleAnswers(port));
}

async function startProcesses(
  startUp: StartUp,
  { state, options }: { state: StateFolder; options: CompanyOptions },
  parts: Platform & OutsideWorld & { issuer: string },
): Promise<WorkerHandle> {
  const place: ProcessPlace = {
    logFile: (name) => state.path("logs", `${name}.log`),
    say: options.say ?? (() => undefined),
  };
  const settings = {
    ...parts,
    appUrl: `http://localhost:${options.port}`,
    credentials: state.credentials,
    timeCompression: options.timeCompression ?? 1,
  };
  const worker = new WorkerHandle(startUp, place, workerEnvironment(settings));
  startUp.started.defer(() => worker.stop());
  if (options.worker) worker.start();
  if (options.console) await openConsole(startUp, place, options.port, webEnvironment(settings));
  return worker;
}

async function startAll(startUp: StartUp, options: CompanyOptions): Promise<Company> {
  const say = options.say ?? (() => undefined);
  await refuseSecondInstance(options.stateDir);
  const state = await openStateFolder(options.stateDir, options.fresh ?? false);
  const control = await openControl(startUp, state);
  say(state.isNew ? "Starting PostgreSQL and making the platform's data …" : "Starting PostgreSQL …");
  const platform = await startUp.step(() => startDatabaseAndAws(startUp, state, options));
  say("Starting the platform's core API, three tasks …");
  await startUp.wait(platform.aws.startService());
  const { issuer } = await startUp.step(() => startSignIn(startUp, state, options.port));
  const { traffic, compare } = await startUp.step(() => startTraffic(startUp, platform, options));
  const world = await startUp.step(() => startOutsideWorld(startUp, state));
  const { outside } = world;
  outside.actions.deploy = (taskDefinition) => rollService(platform.aws.url, taskDefinition);
  const status = () =>
    readStatus({ ...platform, traffic, outside, digestFile: state.path("secret-others.json") });
  await status();
  const faults = companyFaults(platform.aws, platform.database, outside);
  control.show(status, faults);
  const worker = await startUp.step(() =>
    startProcesses(startUp, { state, options }, { ...platform, ...world, issuer }),
  );
  return {
    urls: {
      console: `http://localhost:${options.port}`,
      control: control.url,
      aws: platform.aws.url,
      issuer,
    },
    databaseUrls: databaseUrls(state.ports.postgres, state.credentials.roles),
    aws: platform.aws,
    outside,
    faults,
    failed: startUp.failed,
    status,
    compareTraffic: compare,
    startWorker: () => worker.start(),
    killWorker: () => worker.kill(),
    stop: () => startUp.stop(),
  };
}

/**
 * Starts the company around the console: PostgreSQL with the platform's data, AWS, three tasks under traffic, sign-in,
 * a control page and, when asked for, worker and console. Throws with the reason after stopping what had started.
 */
export async function startCompany(options: CompanyOptions): Promise<Company> {
  const startUp = new StartUp(options.signal);
  try {
    const company = await startAll(startUp, options);
    startUp.complete();
    return company;
  } catch (cause) {
    await startUp.stop();
    throw cause;
  }
}
