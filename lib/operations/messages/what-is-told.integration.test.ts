import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  adopted,
  claimed,
  current,
  must,
  openWorld,
  requested,
  reset,
  rotation,
  type World,
} from "#tests/operations-world.ts";
import { asShown, reported, watching } from "#tests/safety-world.ts";
import { SYSTEM } from "../caller.ts";
import { cancelRotation } from "../rotation/cancel-rotation.ts";
import { createRotation } from "../rotation/create-rotation.ts";
import { failPhase } from "../rotation/fail-phase.ts";
import { closeIssue } from "../safety/close-issue.ts";
import { proposeResolution } from "../safety/propose-resolution.ts";
import { reportIssue } from "../safety/report-issue.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => reset(world));

const told = async (): Promise<Record<string, unknown>[]> => {
  const rows = await world.web.db.outgoingMessage.findMany({ orderBy: { seq: "asc" } });
  return rows.map(({ payload, rotationId }) => ({ ...(payload as object), rotationId }));
};
const close = async (issueId: string) => {
  const proposal = { issueId, resolution: "Maria's number had never been written." };
  await must(proposeResolution(world.web, world.people.ana, proposal));
  await must(closeIssue(world.web, world.people.mihai, await asShown(world, issueId)));
};

test("an asked approval is told to #security with a link, and with nothing that decides it", async () => {
  const { requestId, run } = await requested(world);
  const [message, ...others] = await told();
  expect(message).toMatchObject({ system: "slack", channel: "security", rotationId: run.rotationId });
  expect(message).toHaveProperty(
    "text",
    expect.stringContaining(`https://keyturn.example/approvals/${requestId}`),
  );
  expect(others).toEqual([]);
});

test("a phase that failed asks for somebody, without its problem, once per failure", async () => {
  const { run, fence } = await claimed(world);
  const problem = "The cell of +40 711 222 333 did not open.";
  const failure = { phaseRunId: run.id, fence, problem, checks: null, approvalEnds: null };
  await must(failPhase(world.worker, SYSTEM, failure));
  const last = (await told()).at(-1);
  expect(last).toHaveProperty(
    "text",
    expect.stringContaining(`/rotations/${run.rotationId}/steps/checklist`),
  );
  expect(JSON.stringify(await told())).not.toContain("+40 711");
});

const REASON = "The release of Maria's clinic was moved.";
const cancel = async () => {
  const { id, version } = await current(world);
  await must(cancelRotation(world.web, world.people.ana, { phaseRunId: id, version, reason: REASON }));
};

test("whoever was told that a rotation begins is told that it was cancelled, without why", async () => {
  const { rotationId } = await rotation(world);
  await cancel();
  const messages = await told();
  expect(messages).toMatchObject([{ system: "slack", channel: "engineering", rotationId }]);
  expect(messages[0]).toHaveProperty(
    "text",
    expect.stringMatching(
      new RegExp(`V1 → V2 was cancelled .* https://keyturn.example/rotations/${rotationId}$`),
    ),
  );
  expect(JSON.stringify(messages)).not.toContain("Maria");
});

test.each([
  ["drill", ["engineering"], /^Drill: Encryption/],
  ["emergency", ["engineering", "incidents"], /^Emergency key rotation/],
])("a cancelled %s is told where its beginning was", async (type, channels, text) => {
  await rotation(world);
  await world.database.pool.query("UPDATE key_rotation.rotation SET type = $1", [type]);
  await cancel();
  const messages = await told();
  expect(messages.map((it) => it["channel"])).toEqual(channels);
  expect(messages[0]).toHaveProperty("text", expect.stringMatching(text));
});

test("a rotation that nobody heard of is cancelled in silence", async () => {
  await adopted(world);
  await must(createRotation(world.web, world.people.ana, {}));
  await cancel();
  expect(await told()).toEqual([]);
});

test("an issue of the safety period pages once and is resolved under the same key, without what was seen", async () => {
  const { rotationId } = await watching(world);
  const description = "Maria Ionescu, +40 711 222 333, is not shown.";
  await must(reportIssue(world.web, world.people.ioana, { rotationId, description }));
  const issue = await world.web.db.safetyIssue.findFirstOrThrow({ where: { rotationId } });
  await close(issue.id);
  const pages = (await told()).filter((it) => it["system"] === "pagerduty");
  expect(pages).toMatchObject([
    { action: "trigger", severity: "critical", url: expect.stringContaining(rotationId) },
    { action: "resolve" },
  ]);
  expect(pages[0]).toHaveProperty("dedupKey", pages[1]?.["dedupKey"]);
  expect(JSON.stringify(await told())).not.toMatch(/Maria|\+40 711|never been written/);
});

test.each(["drill", "emergency"])(
  "an issue of a rotation of type %s is told to whom it concerns",
  async (type) => {
    const { rotationId } = await watching(world);
    await world.database.pool.query("UPDATE key_rotation.rotation SET type = $1", [type]);
    const { id } = await reported(world, rotationId);
    await close(id);
    const to = (await told()).map((it) => ("channel" in it ? it["channel"] : it["system"]));
    const drill = ["security", "security"];
    const emergency = ["security", "incidents", "pagerduty", "security", "incidents", "pagerduty"];
    expect(to).toEqual(type === "drill" ? drill : emergency);
  },
);
