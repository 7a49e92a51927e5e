import { afterAll, beforeAll, expect, test } from "vitest";
import type { Fleet } from "#lib/ports/fleet.ts";
import { openWorld, type World } from "#tests/operations-world.ts";
import { findEncryptionHealth } from "../views/encryption-health.ts";
import { observePlatform } from "./observe-platform.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const at = new Date();
const task = (id: string) => ({
  id,
  createdAt: at,
  lastStatus: "RUNNING",
  desiredStatus: "RUNNING",
  taskDefinition: "core-api:1",
  injects: ["*"],
  references: [],
  healthUrl: null,
});

/** Two tasks, of which these answer well. */
function fleetOf(well: readonly string[], rolloutState = "COMPLETED"): Pick<Fleet, "observe" | "health"> {
  const deployments = [{ id: "d", createdAt: at, rolloutState, taskDefinition: "core-api:1" }];
  return {
    observe: async () => ({ desired: 2, deployments, tasks: ["one", "two"].map(task) }),
    health: async ({ id }) => ({ ok: well.includes(id), message: "", keyVersion: 1 }),
  };
}

const notListed = () => Promise.reject(new Error("AWS does not answer."));

/** What the overview shows once a worker has looked at this fleet. */
async function shown(fleet: Pick<Fleet, "observe" | "health">) {
  await world.database.pool.query("DELETE FROM key_rotation.platform_health");
  await observePlatform({ ...world.worker, fleet });
  const checks = await findEncryptionHealth(world.web.db);
  return checks.find(({ id }) => id === "platform-encryption")?.outcome;
}

test("the overview tells a platform that works from one that does not, and from one that is being replaced", async () => {
  expect(await shown(fleetOf(["one", "two"]))).toBe("pass");
  expect(await shown(fleetOf(["one"]))).toBe("fail");
  expect(await shown(fleetOf(["one"], "IN_PROGRESS"))).toBe("unknown");
});

test("tasks that cannot be listed are no failure of the platform's encryption: it is unknown", async () => {
  expect(await shown({ ...fleetOf(["one", "two"]), observe: notListed })).toBe("unknown");
});
