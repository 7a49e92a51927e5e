import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { requestIntegrationTest } from "#lib/operations/integration/request-integration-test.ts";
import { type MortalWorld, openMortalWorld } from "#tests/mortal-world.ts";
import { must } from "#tests/operations-world.ts";
import { connectQueue } from "./queue.ts";
import { runWorker } from "./worker.ts";

vi.setConfig({ testTimeout: 120_000 });
const PATIENCE = { timeout: 60_000, interval: 100 };

let company: MortalWorld;
beforeAll(async () => {
  company = await openMortalWorld({ timeCompression: 1 });
}, 200_000);
afterAll(() => company[Symbol.asyncDispose]());

test("a system that never answers holds up neither the heartbeat nor the work that needs other systems", async () => {
  const { it, hire } = company;
  const never = new Promise<never>(() => undefined);
  const hired = hire();
  const waiting = {
    ...hired,
    fleet: { ...hired.fleet, observe: vi.fn(() => never) },
    custody: { ...hired.custody, state: () => never, versionsHolding: () => never },
  };
  const boss = connectQueue(it.environment["DATABASE_URL"] ?? "", { supervise: false });
  await boss.start();
  const stopping = new AbortController();
  // It does not end while a call hangs; the process does.
  void runWorker(waiting, boss, stopping.signal);
  try {
    await vi.waitFor(() => expect(waiting.fleet.observe).toHaveBeenCalled(), PATIENCE);
    const ask = { integrationId: "github" };
    await vi.waitFor(() => must(requestIntegrationTest(it.world.web, it.world.people.ana, ask)), PATIENCE);
    await vi.waitFor(async () => {
      const tested = await it.world.web.db.integrationTest.findFirstOrThrow();
      expect([tested.finishedAt, tested.problem]).toEqual([expect.any(Date), null]);
    }, PATIENCE);
    const { heartbeatAt } = await it.world.web.db.worker.findUniqueOrThrow({ where: { id: hired.workerId } });
    const isLater = { heartbeatAt: { gt: heartbeatAt } };
    await vi.waitFor(
      async () => expect(await it.world.web.db.worker.count({ where: isLater })).toBe(1),
      PATIENCE,
    );
    expect(waiting.fleet.observe).toHaveBeenCalledTimes(1);
  } finally {
    stopping.abort();
    await boss.stop({ graceful: false });
  }
});
