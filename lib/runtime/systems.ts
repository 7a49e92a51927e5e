import { createWorkflowFleet } from "#lib/adapters/github/workflow-fleet.ts";
import type { WorkerEnv } from "#lib/env.ts";
import type { IntegrationJournal } from "#lib/jobs/integration-journal.ts";
import { connectAws } from "./aws-systems.ts";
import { connectMessaging, repositoryOf } from "./messaging-systems.ts";
import { observed } from "./observed.ts";
import { connectOptional } from "./optional-systems.ts";

/** Every outside system behind its port, observed, and the list of them that people see. */
export function connectSystems(env: WorkerEnv, journal: IntegrationJournal) {
  const [aws, messaging, optional] = [
    connectAws(env, journal),
    connectMessaging(env, journal),
    connectOptional(env, journal),
  ];
  const integrations = [...aws.integrations, ...messaging.integrations, ...optional.integrations];
  const { GITHUB_DEPLOY_WORKFLOW: workflow, GITHUB_DEPLOY_REF: ref } = env;
  return {
    ...aws,
    fleet: workflow ? createWorkflowFleet(aws.fleet, { ...repositoryOf(env), workflow, ref }) : aws.fleet,
    ...messaging,
    ...optional,
    integrations: integrations.map((it) => observed(it, journal.of(it.id), { answers: [] })),
  };
}
