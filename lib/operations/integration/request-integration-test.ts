import { z } from "zod";
import { ok, refuse } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { personWith } from "../permissions.ts";

/** Asks the worker to test the connection to an outside system. One test per system waits at a time. */
export const requestIntegrationTest = defineOperation({
  name: "request-integration-test",
  input: z.object({ integrationId: z.string().min(1) }),
  permit: personWith("security-engineer", "security-approver"),
  run: async ({ tx, principal }, { integrationId }) => {
    if (principal.kind !== "person") return refuse("forbidden", "Only a person can do this.");
    const integration = await tx.integration.findUnique({ where: { id: integrationId } });
    if (!integration) return refuse("not-found", "The worker knows no such integration.");
    if (!integration.configured) {
      const message = `${integration.name} is not configured: give the worker its settings, which README.md lists, and start it again.`;
      return refuse("wrong-state", message);
    }
    const asked = await tx.$executeRaw`
      INSERT INTO key_rotation.integration_test (integration_id, requested_by)
      VALUES (${integrationId}, ${principal.actor.id}::uuid) ON CONFLICT DO NOTHING`;
    if (asked === 0) {
      return refuse(
        "wrong-state",
        "A test of this connection was asked for already; its result appears here.",
      );
    }
    return ok({
      result: null,
      events: [
        {
          action: "INTEGRATION_TEST_REQUESTED",
          entityType: "integration",
          entityId: null,
          changes: { integration: integrationId, target: integration.target },
          context: "compliance_maintenance" as const,
        },
      ],
    });
  },
});
