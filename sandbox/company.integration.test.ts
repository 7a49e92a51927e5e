import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLogs } from "#lib/adapters/aws-cloudwatch-logs/logs.ts";
import { createBackups } from "#lib/adapters/aws-rds/backups.ts";
import { type Company, startCompany } from "./company.ts";
import { AWS_REGION, DB_INSTANCE_ID, ECS_CLUSTER, ECS_SERVICE } from "./company-environment.ts";

const stateDir = mkdtempSync(join(process.cwd(), ".keyturn-test-"));
chmodSync(stateDir, 0o711);
const options = { stateDir, port: 3_997, rows: 300, trafficPerSecond: 60, console: false, worker: false };
let company: Company;

beforeAll(async () => {
  company = await startCompany(options);
});

afterAll(async () => {
  await company.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

async function connects(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function queryAs(role: keyof Company["databaseUrls"], sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: company.databaseUrls[role] });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function databasePid(): Promise<number> {
  const { superuser } = JSON.parse(readFileSync(join(stateDir, "credentials.json"), "utf8")) as {
    superuser: string;
  };
  const url = company.databaseUrls.restartix_owner.replace(/\/\/[^@]*@/, `//postgres:${superuser}@`);
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ file: string }>("SELECT pg_read_file('postmaster.pid') AS file");
  await client.end();
  return Number(rows[0]?.file.split("\n")[0]);
}

const connection = () => ({
  endpoint: company.urls.aws,
  region: AWS_REGION,
  credentials: { accessKeyId: "sandbox", secretAccessKey: "sandbox" },
});

/** As a button of the control page does. */
function press(fault: string, headers: Record<string, string> = { origin: company.urls.control }) {
  return fetch(`${company.urls.control}/faults/${fault}`, { method: "POST", headers, redirect: "manual" });
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error("The condition did not come true within a minute.");
    await delay(50);
  }
}

describe("the company", () => {
  test("runs three healthy tasks on version 1 and shows exactly the rows it was asked for", async () => {
    const { tasks, columns, secret } = await company.status();
    expect(tasks.map((task) => [task.healthy, task.keyVersion])).toEqual([
      [true, 1],
      [true, 1],
      [true, 1],
    ]);
    expect(columns[0]).toMatchObject({
      column: "patient_persons.phone_encrypted",
      versions: { "1": 300 },
    });
    expect(secret.otherEntries).toEqual({ count: 20, unchanged: true });
    expect(secret.versions[0]?.labels).toContain("AWSCURRENT");
  });

  test("shows no key, no plaintext and no ciphertext on its control page", async () => {
    const page = await (await fetch(company.urls.control)).text();
    const json = await (await fetch(`${company.urls.control}/status.json`)).text();
    for (const value of Object.values(JSON.parse(company.aws.secretText()) as Record<string, unknown>)) {
      const text = String(value);
      if (text.length > 8) expect(page + json).not.toContain(text);
    }
    expect(page + json).not.toMatch(/\+40 7|[0-9a-f]{58}/);
  });

  test("refuses a login without the password, and PHI to the web login", async () => {
    const withoutPassword = company.databaseUrls.keyturn_web_login.replace(/:[^:@]+@/, "@");
    expect(await connects(withoutPassword)).toBe(false);
    await expect(queryAs("keyturn_web_login", "SELECT name FROM patient_persons")).rejects.toThrow(
      "permission denied",
    );
    await expect(queryAs("restartix_app", "DELETE FROM patient_persons")).rejects.toThrow(
      "permission denied",
    );
  });

  test("loses no request, no write and no value while its tasks are replaced one by one", async () => {
    const before = (await company.status()).tasks.map((task) => task.id);
    const ecs = new ECSClient(connection());
    const where = { cluster: ECS_CLUSTER, service: ECS_SERVICE };
    await ecs.send(new UpdateServiceCommand({ ...where, forceNewDeployment: true }));
    await until(async () => {
      const found = await ecs.send(
        new DescribeServicesCommand({ cluster: ECS_CLUSTER, services: [ECS_SERVICE] }),
      );
      const deployments = found.services?.[0]?.deployments ?? [];
      return deployments.length === 1 && deployments[0]?.rolloutState === "COMPLETED";
    });
    ecs.destroy();
    const { tasks, traffic } = await company.status();
    const running = tasks.filter((task) => task.healthy).map((task) => task.id);
    expect(running).toHaveLength(3);
    expect(running.filter((id) => before.includes(id))).toEqual([]);
    expect(await company.compareTraffic()).toBeGreaterThan(0);
    expect(traffic.requests).toBeGreaterThan(30);
    expect(traffic).toMatchObject({ failures: 0, decryptFailures: 0, lostWrites: 0 });
  });

  test("lets a task log and count one decrypt failure on demand, and leaves no trace in the data", async () => {
    const logs = createLogs({ ...connection(), logGroup: `/ecs/${ECS_SERVICE}` });
    const since = new Date();
    const before = await company.status();
    await press("decrypt-failure");
    const after = await company.status();
    const failures = (tasks: typeof after.tasks) =>
      tasks.reduce((sum, task) => sum + (task.decryptFailures ?? 0), 0);
    expect(failures(after.tasks) - failures(before.tasks)).toBe(1);
    expect(after.columns).toEqual(before.columns);
    expect(after.traffic.decryptFailures).toBe(0);
    const { matches, samples } = await logs.findErrors(since);
    expect(matches).toBe(1);
    expect(samples[0]).toContain("decrypt_failed");
    await until(async () => ((await logs.newestEvent())?.getTime() ?? 0) > since.getTime());
  });

  test("stops the log source and ages the backups, and undoes both", async () => {
    const logs = createLogs({ ...connection(), logGroup: `/ecs/${ECS_SERVICE}` });
    const backups = createBackups({ ...connection(), instanceId: DB_INSTANCE_ID });
    const age = async () => Date.now() - ((await backups.state()).snapshots[0]?.createdAt.getTime() ?? 0);
    const day = 86_400_000;
    await press("log-source");
    await press("stale-backup");
    expect((await company.status()).faults).toMatchObject({ logSourceStopped: true, backupStale: true });
    await expect(logs.newestEvent()).rejects.toMatchObject({ code: "unavailable" });
    expect(await age()).toBeGreaterThan(day);
    await press("log-source");
    await press("stale-backup");
    expect(await logs.newestEvent()).not.toBeNull();
    expect(await age()).toBeLessThan(day);
  });

  test("takes no fault from a form of another page", async () => {
    for (const origin of ["http://evil.example", "null"]) {
      expect((await press("log-source", { origin })).status).toBe(403);
    }
    expect((await company.status()).faults.logSourceStopped).toBe(false);
  });

  test("refuses a second start on the same data while it runs", async () => {
    await expect(startCompany(options)).rejects.toThrow("already running");
    expect(await connects(company.databaseUrls.restartix_owner)).toBe(true);
  });

  test("stops every process and continues with the same data and secret afterwards", async () => {
    const secret = company.aws.secretText();
    const { issuer } = company.urls;
    const pids = company.aws.tasks().flatMap((task) => task.pid ?? []);
    await company.stop();
    expect(pids.filter(isAlive)).toEqual([]);
    expect(await connects(company.databaseUrls.restartix_owner)).toBe(false);
    company = await startCompany({ ...options, rows: 5 });
    expect((await company.status()).columns[0]?.versions).toEqual({ "1": 300 });
    expect(company.aws.secretText() === secret).toBe(true);
    expect(company.urls.issuer).toBe(issuer);
  });

  test("says so when a part of it ends by itself", async () => {
    const failure = expect(company.failed).rejects.toThrow("PostgreSQL ended");
    process.kill(await databasePid(), "SIGQUIT");
    await failure;
  });
});
