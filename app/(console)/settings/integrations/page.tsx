import type { Metadata } from "next";
import { IntegrationList } from "#components/integration/integration-list.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { hasRole } from "#lib/domain/actor.ts";
import { web } from "#lib/runtime/web.ts";
import { listIntegrations } from "#lib/views/integrations.ts";
import { testConnectionAction } from "./actions.ts";

export const metadata: Metadata = { title: "Integrations" };

export default async function IntegrationsPage() {
  const actor = await requireActor();
  const mayTest = hasRole(actor, "security-engineer") || hasRole(actor, "security-approver");
  return (
    <>
      <p className="mb-4 max-w-prose text-sm text-muted">
        The outside systems that the worker talks to, as its last calls found them. Their settings are given
        to the worker when it starts; a secret is never shown.
      </p>
      <IntegrationList
        integrations={await listIntegrations(web().db)}
        test={mayTest ? testConnectionAction : null}
      />
    </>
  );
}
