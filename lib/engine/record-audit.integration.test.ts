import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { keyring, seedPlatform } from "#tests/encrypted-platform.ts";
import { jumpTo } from "#tests/jump-to-phase.ts";
import { openWorld, reset, userIdOf, type World } from "#tests/operations-world.ts";
import { listRequirements } from "../views/requirements.ts";
import { runReencryption } from "./run-reencryption.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await seedPlatform(world.database.pool, 5);
});
afterAll(() => world.close());
beforeEach(() => reset(world));

/** Re-encrypts with the worker's rights; returns the newest row of the trail. */
async function auditedRun(rotationId?: string) {
  const databaseUrl = world.database.urlFor("worker_test");
  const report = await runReencryption({ databaseUrl, keyring, ...(rotationId && { rotationId }) });
  expect(report.status).toBe("completed");
  const { rows } = await world.database.pool.query<Record<string, unknown>>(
    "SELECT user_id, action, action_context, changes FROM audit_log ORDER BY id DESC LIMIT 1",
  );
  return rows[0];
}

async function reencryptingAs(type: string): Promise<string> {
  const run = await jumpTo(world, { stepId: "re-encrypt", phaseId: "run", status: "running" });
  await world.database.pool.query("UPDATE key_rotation.rotation SET type = $1 WHERE id = $2", [
    type,
    run.rotationId,
  ]);
  return run.rotationId;
}

const proofOfEncryption = async () =>
  (await listRequirements(world.web.db)).find(({ lastProof }) =>
    lastProof?.text.startsWith("KEY_REENCRYPTION"),
  );

test("a drill's re-encryption is recorded as a drill, for whoever started it, and proves no requirement", async () => {
  const rotationId = await reencryptingAs("drill");
  expect(await auditedRun(rotationId)).toMatchObject({
    user_id: String(userIdOf("ana")),
    action: "KEY_REENCRYPTION",
    action_context: "drill",
    changes: { actor: "system", on_behalf_of: "ana <ana@restartix.example>", rotation: rotationId },
  });
  expect(await proofOfEncryption()).toBeUndefined();
  const { rows } = await world.database.pool.query("SELECT * FROM key_rotation.first_broken_audit_event()");
  expect(rows).toEqual([]);
});

test.each([
  ["scheduled", "compliance_maintenance"],
  ["emergency", "security_incident"],
])(
  "the work of a rotation of type %s is recorded as %s and shows the control at work",
  async (type, context) => {
    expect(await auditedRun(await reencryptingAs(type))).toMatchObject({ action_context: context });
    expect(await proofOfEncryption()).toBeDefined();
  },
);

test.each([
  ["no rotation", undefined],
  ["a rotation that is not there", "R-1"],
])("a headless run of %s names nobody", async (_, rotationId) => {
  const row = await auditedRun(rotationId);
  expect(row).toMatchObject({
    user_id: null,
    action_context: "compliance_maintenance",
    changes: { actor: "system" },
  });
  expect(row?.changes).not.toHaveProperty("on_behalf_of");
});
