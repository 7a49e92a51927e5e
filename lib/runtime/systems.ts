import type { WorkerEnv } from "#lib/env.ts";
import type { IntegrationJournal } from "#lib/jobs/integration-journal.ts";
import { connectAws } from "./aws-systems.ts";
import { connectGitHub } from "./github-systems.ts";
import { connectMessaging } from "./messaging-systems.ts";
import { observed } from "./observed.ts";
import { connectOptional } from "./optional-systems.ts";

/** Every outside system behind its port, observed, and the list of them that people see. */
export function connectSystems(env: WorkerEnv, journal: IntegrationJournal) {
  const aws = connectAws(env, journal);
  const gitHub = connectGitHub(env, journal, aws.fleet);
  const [messaging, optional] = [connectMessaging(env, journal), connectOptional(env, journal)];
  const integrations = [aws, gitHub, messaging, optional].flatMap((it) => it.integrations);
  return {
    ...aws,
    ...gitHub,
    ...messaging,
    ...optional,
    integrations: integrations.map((it) => observed(it, journal.of(it.id), { answers: [] })),
  };
}
