import type { IntegrationView } from "#lib/domain/integration/integration-view.ts";
import { ActionForm } from "../rotation/action-form.tsx";
import type { ActionState } from "../rotation/action-state.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { KeyValue } from "../ui/key-value.tsx";
import { Section } from "../ui/section.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { ConnectionTest } from "./connection-test.tsx";
import { IntegrationState } from "./integration-state.tsx";

interface IntegrationListProps {
  integrations: IntegrationView[];
  /** Null for a person who may only read. */
  test: ((state: ActionState, form: FormData) => Promise<ActionState>) | null;
}

/** Each outside system with how its last calls went. Nothing here is a secret: a target names a place. */
export function IntegrationList({ integrations, test }: IntegrationListProps) {
  if (integrations.length === 0) {
    return (
      <EmptyState title="No worker has started yet">
        The worker alone talks to outside systems. It lists them here when it starts.
      </EmptyState>
    );
  }
  return integrations.map((integration) => (
    <div key={integration.id} id={integration.id} className="scroll-mt-20">
      <Section
        title={integration.name}
        aside={<IntegrationState state={integration.state} since={integration.since} />}
      >
        <Details integration={integration} test={test} />
      </Section>
    </div>
  ));
}

function Details({
  integration,
  test,
}: {
  integration: IntegrationView;
  test: IntegrationListProps["test"];
}) {
  const { id, name, purpose, withoutIt, target, state, reason, lastUsedAt } = integration;
  const isConfigured = state !== "not-configured";
  return (
    <div className="grid items-start gap-x-10 gap-y-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <KeyValue
        items={[
          ...(reason === null
            ? []
            : [{ label: "Problem", value: <span className="font-medium text-problem">{reason}</span> }]),
          { label: "Used for", value: purpose },
          { label: "Without it", value: withoutIt },
          { label: "Target", value: target === "" ? "none" : target },
          { label: "Last used", value: lastUsedAt === null ? "never" : <Timestamp at={lastUsedAt} /> },
          { label: "Settings", value: <code>README.md#for-real-use</code> },
        ]}
      />
      <div className="grid content-start gap-3">
        {test !== null && isConfigured && (
          <ActionForm
            action={test}
            label={`Test connection to ${name}`}
            hidden={{ integrationId: id }}
            variant="secondary"
            size="small"
            disabled={integration.test?.state === "waiting"}
          />
        )}
        {integration.test !== null && <ConnectionTest test={integration.test} />}
      </div>
    </div>
  );
}
