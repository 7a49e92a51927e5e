import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createIntegrationJournal } from "#lib/jobs/integration-journal.ts";
import { requestIntegrationTest } from "#lib/operations/integration/request-integration-test.ts";
import { PortError } from "#lib/ports/port-error.ts";
import { connected, SYSTEM_ID } from "#tests/integration-cases.ts";
import { must, openWorld, type World } from "#tests/operations-world.ts";
import { listIntegrations, listOutages } from "./integrations.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => connected(world));

const down = new PortError("unavailable", "Chat did not answer.");
async function note(problem: PortError | null): Promise<void> {
  const journal = createIntegrationJournal(world.worker.db);
  journal.of(SYSTEM_ID)(problem);
  await journal.written();
}
const outages = (...systems: Parameters<typeof listOutages>[1][]) => listOutages(world.web.db, ...systems);
const shown = async () => (await listIntegrations(world.web.db))[0];

test("an outage is shown from its first error to the next answer, with its reason and what works without it", async () => {
  expect(await outages()).toEqual([]);
  await note(down);
  const [outage] = await outages();
  expect(outage).toMatchObject({ id: SYSTEM_ID, reason: down.message, withoutIt: "Messages wait." });
  expect(await shown()).toMatchObject({ state: "failing", reason: down.message, since: outage?.since });
  await note(null);
  expect(await outages()).toEqual([]);
  expect(await shown()).toMatchObject({ state: "working", reason: null });
});

test("a step shows the outages of the systems that it calls, and no other", async () => {
  await note(down);
  expect(await outages([SYSTEM_ID])).toHaveLength(1);
  expect(await outages(["aws-ecs"])).toEqual([]);
  expect(await outages([])).toEqual([]);
});

test("a system that no step waits for is down on the overview only, also where a step names it", async () => {
  await note(down);
  await world.database.pool.query("UPDATE key_rotation.integration SET steps_wait = false");
  expect(await outages([SYSTEM_ID])).toEqual([]);
  expect(await outages()).toHaveLength(1);
});

test("a system that lost its settings is not configured, whatever it was before", async () => {
  await note(down);
  await world.database.pool.query("UPDATE key_rotation.integration SET configured = false");
  expect(await outages()).toEqual([]);
  expect(await shown()).toMatchObject({ state: "not-configured" });
});

test("the newest test is shown with who asked, waiting until the worker has carried it out", async () => {
  expect(await shown()).toMatchObject({ state: "unused", test: null });
  await must(requestIntegrationTest(world.web, world.people.ioana, { integrationId: SYSTEM_ID }));
  expect(await shown()).toMatchObject({ test: { state: "waiting", askedBy: "ioana", finishedAt: null } });
  await world.database.pool.query(
    `UPDATE key_rotation.integration_test SET finished_at = now(), checked = '[{"checked":"It answers"}]'`,
  );
  expect(await shown()).toMatchObject({
    test: { state: "passed", checked: [{ checked: "It answers", detail: null }] },
  });
  await world.database.pool.query("UPDATE key_rotation.integration_test SET problem = 'It refuses.'");
  expect(await shown()).toMatchObject({ test: { state: "failed", problem: "It refuses." } });
});
