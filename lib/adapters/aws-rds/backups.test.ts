import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { startForTest, type TestAws } from "#sandbox/aws/start-for-test.ts";
import { toXml } from "#sandbox/aws/to-xml.ts";
import { serverThat } from "#tests/http-answers.ts";
import { type BackupsConfig, createBackups } from "./backups.ts";

vi.setConfig({ testTimeout: 60_000 });

const HOUR_MS = 3_600_000;

let env: TestAws;
beforeAll(async () => {
  env = await startForTest();
});
afterAll(() => env[Symbol.asyncDispose]());
afterEach(() => {
  env.aws.backups.stale = false;
});

const state = (changes: Partial<BackupsConfig> = {}) =>
  createBackups({ ...env.connection, instanceId: "restartix-prod", ...changes }).state();

const hoursAgo = (at: Date | null | undefined) => (Date.now() - (at?.getTime() ?? 0)) / HOUR_MS;

test("snapshots come newest first, and the window reaches from the oldest to some minutes ago", async () => {
  const { snapshots, latestRestorableTime, earliestRestorableTime, retentionDays } = await state();
  const ages = snapshots.map(({ createdAt }) => Math.round(hoursAgo(createdAt)));
  expect(ages).toEqual([3, 27, 51, 75, 99, 123, 147]);
  expect(snapshots.every(({ status, expires }) => status === "available" && expires)).toBe(true);
  expect(retentionDays).toBe(7);
  expect(earliestRestorableTime).toEqual(snapshots.at(-1)?.createdAt);
  expect(hoursAgo(latestRestorableTime)).toBeLessThan(0.2);
});

test("a backup that was not made shows as one older than 24 hours", async () => {
  env.aws.backups.stale = true;
  const { snapshots, latestRestorableTime } = await state();
  expect(hoursAgo(snapshots[0]?.createdAt)).toBeGreaterThan(24);
  expect(hoursAgo(latestRestorableTime)).toBeGreaterThan(24);
});

test("an instance that does not exist is not found, and the setting is named", async () => {
  const missing = state({ instanceId: "restartix-test" });
  await expect(missing).rejects.toMatchObject({ code: "not-found", retryable: false });
  await expect(missing).rejects.toThrow("DB_INSTANCE_ID");
});

const wrapped = (action: string, result: unknown) =>
  toXml({ [`${action}Response`]: { [`${action}Result`]: result } });

test.each([
  ["a page of a proxy", "<html><body>Sign in</body></html>"],
  ["an empty answer", ""],
  ["an answer to another question", wrapped("DescribeDBInstances", { Marker: "x" })],
  ["no XML at all", "{}"],
])("%s is never read as a database without backups", async (_, body) => {
  const endpoint = await serverThat((_request, response) => response.end(body));
  await expect(state({ endpoint })).rejects.toMatchObject({ code: "unavailable" });
});

const snapshot = (id: string, at: Date | undefined, rest: object) => ({
  DBSnapshotIdentifier: id,
  SnapshotCreateTime: at,
  Status: "available",
  SnapshotType: "automated",
  ...rest,
});

test("a snapshot that is still being made is no restore point, and manual ones do not widen the window", async () => {
  const oldest = new Date(Date.now() - 48 * HOUR_MS);
  const answers: Record<string, unknown> = {
    DescribeDBInstances: {
      DBInstances: { DBInstance: { BackupRetentionPeriod: 1, LatestRestorableTime: new Date() } },
    },
    DescribeDBSnapshots: {
      DBSnapshots: {
        DBSnapshot: [
          snapshot("manual", new Date(0), { SnapshotType: "manual" }),
          snapshot("oldest", oldest, {}),
          snapshot("running", undefined, { Status: "creating" }),
          snapshot("damaged", new Date(1), { Status: "incompatible-restore" }),
        ],
      },
    },
  };
  const endpoint = await serverThat((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      const action = new URLSearchParams(body).get("Action") ?? "";
      response.end(wrapped(action, answers[action]));
    });
  });
  const found = await state({ endpoint });
  expect(found.snapshots.map(({ id }) => id)).toEqual(["oldest", "damaged", "manual"]);
  expect(found.earliestRestorableTime).toEqual(oldest);
});
