import type { TaskDefinition } from "./ecs/task-definition.ts";
import type { TaskDefinitions } from "./ecs/task-definitions.ts";

const KEY_ENTRIES = ["ENCRYPTION_KEY_V1", "ENCRYPTION_CURRENT_VERSION"];

const TASK = "restartix-reencrypt";
const SECRET_ID = "restartix-prod/env";

/** The platform's service and the one-off re-encryption task, the first injecting single JSON entries of the secret. */
export function seedTaskDefinitions(
  definitions: TaskDefinitions,
  options: { service: string; secretArn: string },
): void {
  const secrets = KEY_ENTRIES.map((name) => ({ name, valueFrom: `${options.secretArn}:${name}::` }));
  const fargate = {
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    cpu: "512",
    memory: "1024",
    executionRoleArn: "arn:aws:iam::123456789012:role/restartix-task-execution",
  };
  const plain = (name: string) => ({
    name,
    essential: true,
    environment: [{ name: "APP_ENV", value: "sandbox" }],
    secrets,
    logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": `/ecs/${name}` } },
  });
  if (!definitions.has(options.service)) {
    const container = {
      ...plain(options.service),
      image: options.service,
      portMappings: [{ containerPort: 9000 }],
    };
    definitions.register({ ...fargate, family: options.service, containerDefinitions: [container] });
  }
  if (!definitions.has(TASK) || !readsTheSecret(definitions.find(TASK))) {
    // Reads every key from the secret itself: an entry that it named would keep it from starting once that key is retired.
    const { secrets: _injected, ...container } = plain("reencrypt");
    const environment = [...container.environment, { name: "SECRET_ID", value: SECRET_ID }];
    const containerDefinitions = [{ ...container, environment, image: TASK }];
    definitions.register({ ...fargate, family: TASK, containerDefinitions });
  }
}

/** False for a revision that an older sandbox has left behind. */
function readsTheSecret({ containerDefinitions }: TaskDefinition): boolean {
  return containerDefinitions[0]?.environment?.some(({ name }) => name === "SECRET_ID") === true;
}
