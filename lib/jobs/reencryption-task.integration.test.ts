import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { controlReencryption } from "#lib/operations/reencryption/control-reencryption.ts";
import type { PhaseRun } from "#prisma/generated/client.ts";
import type { AwsCall } from "#tests/aws-proxy.ts";
import { current, must } from "#tests/operations-world.ts";
import {
  approve,
  beginRotation,
  complete,
  openWorkerWorld,
  outcome,
  start,
  type WorkerWorld,
} from "#tests/worker-world.ts";

vi.setConfig({ testTimeout: 300_000 });

const SOON = { timeout: 60_000, interval: 50 };

let it: WorkerWorld;
let run: PhaseRun;
beforeAll(async () => {
  it = await openWorkerWorld();
  it.startWorker();
  await beginRotation(it);
  while ((await current(it.world)).stepId !== "re-encrypt") await complete(it);
  // Slow enough to be met while it runs.
  run = await approve(it, { where: "task", cellsPerSecond: "25" });
}, 300_000);
afterAll(() => it[Symbol.asyncDispose]());

const tasks = () =>
  it.env.aws.tasks().filter((task) => task.taskDefinition.includes("/restartix-reencrypt:"));
const query = async <Row>(sql: string) => (await it.world.database.pool.query(sql)).rows as Row[];

const runningJob = () =>
  vi.waitFor(async () => {
    const [job] = await query<{ id: string; version: number }>(
      `SELECT j.id, c.version FROM key_rotation.reencryption_job j JOIN key_rotation.reencryption_control c ON c.job_id = j.id
        WHERE j.status = 'running' AND EXISTS (SELECT FROM key_rotation.reencryption_progress p WHERE p.job_id = j.id AND p.reencrypted > 0)`,
    );
    if (!job) throw new Error("No job runs yet.");
    return job;
  }, SOON);

test("a task that is cancelled ends, keeps what it did, and says so", async () => {
  await start(it, run);
  const { id: jobId, version } = await runningJob();
  await must(controlReencryption(it.world.web, it.world.people.ana, { jobId, version, order: "cancel" }));
  const done = await outcome(it, run);
  expect([done.status, done.problem]).toEqual(["failed", expect.stringMatching(/was cancelled/)]);
  const approved = await query("SELECT most_cells_per_second AS most FROM key_rotation.reencryption_control");
  expect(approved).toEqual([{ most: 25 }]);
  const [task, ...others] = tasks();
  expect([task?.lastStatus, task?.exitCode, others]).toEqual(["STOPPED", 3, []]);
});

/** Dies when its task was started and nobody told it so, and once more while it watches it. */
const DEATHS = ["RunTask", "DescribeTasks"];

test("a worker that dies twice finds its one task again, and its row, exit code and ARN are the evidence", async () => {
  const deaths: string[] = [];
  it.proxy.around = async ({ action }: AwsCall, forward) => {
    await forward();
    if (action !== DEATHS[deaths.length]) return true;
    deaths.push(action);
    await it.killWorker();
    it.startWorker();
    return false;
  };
  run = await current(it.world);
  await start(it, run);
  const done = await outcome(it, run);
  expect([done.status, done.problem, deaths]).toEqual(["completed", null, DEATHS]);
  const [, second, ...others] = tasks();
  expect([second?.exitCode, others]).toEqual([0, []]);
  expect(it.proxy.forwarded.filter(({ action }) => action === "RunTask")).toHaveLength(2);
  const evidence = await it.world.web.db.evidence.findFirstOrThrow({ where: { phaseRunId: run.id } });
  expect(evidence.data).toMatchObject({
    task: second?.arn,
    columns: [{ total: 200, unexplained: 0 }, {}, {}],
  });
  const versions = await query(
    "SELECT DISTINCT get_byte(phone_encrypted, 0) AS version FROM patient_persons",
  );
  expect(versions).toEqual([{ version: 2 }]);
});

test("the task runs in the network that is configured, and is handed no key and no password", () => {
  const commands = it.proxy.forwarded.filter(({ action }) => action === "RunTask").map(({ body }) => body);
  const { ENCRYPTION_KEY_V1, ENCRYPTION_KEY_V2 } = JSON.parse(it.env.aws.secretText()) as Record<
    string,
    string
  >;
  const text = JSON.stringify(commands);
  for (const key of [ENCRYPTION_KEY_V1, ENCRYPTION_KEY_V2]) expect(text).not.toContain(key);
  expect(text).not.toContain("postgres:");
  expect(commands[0]).toMatchObject({
    launchType: "FARGATE",
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: ["subnet-0a1b2c3d"],
        securityGroups: ["sg-0a1b2c3d"],
        assignPublicIp: "DISABLED",
      },
    },
    overrides: { containerOverrides: [{ name: "reencrypt" }] },
  });
});
