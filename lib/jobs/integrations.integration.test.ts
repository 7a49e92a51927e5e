import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { requestIntegrationTest } from "#lib/operations/integration/request-integration-test.ts";
import type { Integration } from "#lib/ports/integration.ts";
import { PortError } from "#lib/ports/port-error.ts";
import { must, type Name, openWorld, type World } from "#tests/operations-world.ts";
import { createIntegrationJournal } from "./integration-journal.ts";
import { registerIntegrations } from "./register-integrations.ts";
import { testIntegrations } from "./test-integrations.ts";
import type { WorkerDeps } from "./worker-deps.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => world.database.pool.query("DELETE FROM key_rotation.integration"));

const chat = (changes: Partial<Integration> = {}): Integration => ({
  id: "chat",
  name: "Chat",
  purpose: "Tells the team.",
  withoutIt: "Messages wait.",
  configured: true,
  target: "chat.example",
  test: () => Promise.resolve([{ checked: "The channel can be read" }]),
  ...changes,
});
const workerWith = (integration: Integration) =>
  ({ ...world.worker, integrations: [integration] }) as unknown as WorkerDeps;
const register = (integration = chat()) => registerIntegrations(world.worker.db, [integration]);
const row = () => world.web.db.integration.findUniqueOrThrow({ where: { id: "chat" } });
const hoursAgo = (column: string) =>
  world.database.pool.query(`UPDATE key_rotation.integration SET ${column} = now() - interval '2 h'`);
const note = async (problem: PortError | null) => {
  const journal = createIntegrationJournal(world.worker.db);
  journal.of("chat")(problem);
  await journal.written();
};
const wish = (who: Name, integrationId = "chat") =>
  requestIntegrationTest(world.web, world.people[who], { integrationId });
const result = () => world.web.db.integrationTest.findFirstOrThrow({ orderBy: { requestedAt: "desc" } });
const down = new PortError("unavailable", "Chat did not answer.");
const denied = new PortError("access-denied", "Chat refuses the token.");

describe("how a system is", () => {
  test("says whether steps wait for it, as it is configured now; they do where it does not say", async () => {
    await register();
    expect((await row()).stepsWait).toBe(true);
    await register(chat({ stepsWait: false }));
    expect((await row()).stepsWait).toBe(false);
  });

  beforeEach(() => register());

  test("is unknown before its first call, then working since its first answer", async () => {
    expect(await row()).toMatchObject({ workingSince: null, problemSince: null, lastUsedAt: null });
    await note(null);
    const first = await row();
    expect(first).toMatchObject({ workingSince: expect.any(Date), lastOkAt: expect.any(Date) });
    await hoursAgo("last_used_at");
    await note(null);
    const later = await row();
    expect(later.workingSince).toEqual(first.workingSince);
    expect(later.lastOkAt?.getTime()).toBeGreaterThan(first.lastOkAt?.getTime() ?? 0);
  });

  test("is failing since the first error, whatever the reason becomes", async () => {
    await note(down);
    await hoursAgo("problem_since");
    const { problemSince } = await row();
    await note(denied);
    expect(await row()).toMatchObject({ problemSince, lastProblem: denied.message, workingSince: null });
  });

  test("is working again since the answer that ended the outage", async () => {
    await note(null);
    await hoursAgo("working_since");
    const before = await row();
    await note(down);
    await note(null);
    const after = await row();
    expect(after).toMatchObject({ lastProblem: null, problemSince: null });
    expect(after.workingSince?.getTime()).toBeGreaterThan(before.workingSince?.getTime() ?? 0);
  });

  test("is what the last of many calls said, in the order in which they ended", async () => {
    const journal = createIntegrationJournal(world.worker.db);
    for (let call = 0; call < 20; call += 1) journal.of("chat")(call % 2 === 0 ? down : null);
    await journal.written();
    expect(await row()).toMatchObject({ problemSince: null, lastProblem: null });
  });

  test("keeps no key-like text of an error", async () => {
    await note(new PortError("invalid", `Refused ${"ab".repeat(32)}.`));
    expect((await row()).lastProblem).toBe("Refused [removed].");
  });

  test("survives a worker that starts again, and ends when its settings are others", async () => {
    await note(down);
    await register();
    expect(await row()).toMatchObject({ lastProblem: down.message });
    await register(chat({ target: "other.example" }));
    expect(await row()).toMatchObject({ target: "other.example", lastProblem: null, lastUsedAt: null });
  });
});

describe("a test of the connection", () => {
  test("is carried out once, however many workers look, and says what was checked", async () => {
    let calls = 0;
    const counting = chat({
      test: () => {
        calls += 1;
        return Promise.resolve([{ checked: "The channel can be read", detail: "#security" }]);
      },
    });
    await register(counting);
    await must(wish("ioana"));
    await Promise.all(Array.from({ length: 5 }, () => testIntegrations(workerWith(counting))));
    expect(calls).toBe(1);
    expect(await result()).toMatchObject({
      finishedAt: expect.any(Date),
      problem: null,
      checked: [{ checked: "The channel can be read", detail: "#security" }],
    });
  });

  test("that fails says why, and another can be asked for", async () => {
    await register();
    await must(wish("ioana"));
    await testIntegrations(workerWith(chat({ test: () => Promise.reject(denied) })));
    expect(await result()).toMatchObject({
      finishedAt: expect.any(Date),
      problem: denied.message,
      checked: [],
    });
    await must(wish("ioana"));
  });

  test("is carried out by another worker when the first one died over it", async () => {
    await register();
    await must(wish("ioana"));
    await world.database.pool.query(
      "UPDATE key_rotation.integration_test SET claimed_until = now() + interval '1 h'",
    );
    await testIntegrations(workerWith(chat()));
    expect(await result()).toMatchObject({ finishedAt: null });
    await world.database.pool.query(
      "UPDATE key_rotation.integration_test SET claimed_until = now() - interval '1 s'",
    );
    await testIntegrations(workerWith(chat()));
    expect(await result()).toMatchObject({ finishedAt: expect.any(Date), problem: null });
  });

  test("waits alone: a second wish, by anybody, is refused until it is carried out", async () => {
    await register();
    const answers = await Promise.all([wish("ana"), wish("elena"), wish("ana"), wish("elena")]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await world.web.db.integrationTest.count()).toBe(1);
  });

  test("of a system without settings, or of none, is refused and says what to do", async () => {
    await register(chat({ configured: false, target: "" }));
    expect(await wish("ana")).toMatchObject({ ok: false, problem: { code: "wrong-state" } });
    expect(await wish("ana", "fax")).toMatchObject({ ok: false, problem: { code: "not-found" } });
  });
});
