import { afterAll, beforeAll, expect, test } from "vitest";
import { connectDatabase, type Database } from "#lib/db/client.ts";
import { createTestDatabase, type TestDatabase } from "#tests/database.ts";
import { connectQueue, enqueue } from "./queue.ts";

let database: TestDatabase;
let web: Database;

beforeAll(async () => {
  database = await createTestDatabase({ roles: true });
  web = connectDatabase(database.urlFor("web_test"), 2);
});
afterAll(async () => {
  await web.$disconnect();
  await database[Symbol.asyncDispose]();
});

test("a job sent in a transaction exists only when the transaction commits, and the worker's role can take it", async () => {
  const sender = connectQueue(database.urlFor("web_test"), { supervise: false });
  await sender.start();
  await web.$transaction((tx) => enqueue(sender, tx, "inspect-phase", { phaseRunId: "kept" }));
  const rolledBack = web.$transaction(async (tx) => {
    await enqueue(sender, tx, "inspect-phase", { phaseRunId: "lost" });
    throw new Error("rolled back on purpose");
  });
  await expect(rolledBack).rejects.toThrow("rolled back on purpose");
  const worker = connectQueue(database.urlFor("worker_test"), { supervise: true });
  await worker.start();
  const jobs = await worker.fetch<{ phaseRunId: string }>("inspect-phase", { batchSize: 10 });
  expect(jobs.map((job) => job.data.phaseRunId)).toEqual(["kept"]);
  await worker.stop({ graceful: false });
  await sender.stop({ graceful: false });
});
