import { requestIntegrationTest } from "#lib/operations/integration/request-integration-test.ts";
import type { OperationCase } from "./operation-case.ts";
import type { World } from "./operations-world.ts";

export const SYSTEM_ID = "chat";

/** An outside system that is configured, as the worker writes it at its start; nobody asked to test it yet. */
export async function connected({ database }: World): Promise<void> {
  await database.pool.query(
    `DELETE FROM key_rotation.integration;
     INSERT INTO key_rotation.integration (id, position, name, purpose, without_it, target, configured)
     VALUES ('${SYSTEM_ID}', 0, 'Chat', 'Tells the team.', 'Messages wait.', 'chat.example', true)`,
  );
}

export const INTEGRATION_CASES: readonly OperationCase[] = [
  {
    name: "request-integration-test",
    operation: requestIntegrationTest,
    who: ["security-engineer", "security-approver"],
    by: "ioana",
    prepare: async (world) => {
      await connected(world);
      return { integrationId: SYSTEM_ID };
    },
    action: "INTEGRATION_TEST_REQUESTED",
  },
];
